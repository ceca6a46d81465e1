import CertificateAuthority
import Events
import Listing
import ManagementAPI

/// CAs, certificates and profiles.
enum CAHandlers {
    static func table(_ service: CAService) throws -> Handlers {
        try cas(service)
            .merging(try certificates(service)) { first, _ in first }
            .merging(profiles(service)) { first, _ in first }
    }

    private static func cas(_ service: CAService) throws -> Handlers {
        let creation = try BodyDecoder(CreateCABody.self)
        let status = try BodyDecoder(CertificateStatusBody.self)
        return [
            "listCAs": { call in try .json(of: try await service.list(try call.listQuery())) },
            "createCA": { call in
                let ca = try await service.create(try creation.decode(call.body), by: call.caller)
                return try .json(of: ca, location: EndpointCatalog.path("showCA", ca.id))
            },
            "showCA": { call in try .json(of: try await service.ca(call.values[0])) },
            "updateCAStatus": { call in
                let body = try status.decode(call.body)
                return try .json(of: try await service.updateStatus(of: call.values[0], to: body, by: call.caller))
            },
        ]
    }

    private static func certificates(_ service: CAService) throws -> Handlers {
        let signing = try BodyDecoder(SignBody.self)
        let status = try BodyDecoder(CertificateStatusBody.self)
        return [
            "listIssued": { call in
                try .json(of: try await service.certificates(try call.listQuery(), issuedBy: call.values[0]))
            },
            "sign": { call in
                let body = try signing.decode(call.body)
                let certificate = try await service.sign(body, with: call.values[0], by: call.caller)
                // The hot path: no template to fill, for a serial number needs no encoding.
                return .json(try certificate.wireJSON(), location: "/v1/certificates/" + certificate.serialNumber)
            },
            "listCertificates": { call in
                try .json(of: try await service.certificates(try call.listQuery(), issuedBy: nil))
            },
            "showCertificate": { call in try .json(of: try await service.certificate(call.values[0])) },
            "updateCertificateStatus": { call in
                let body = try status.decode(call.body)
                return try .json(
                    of: try await service.updateCertificateStatus(of: call.values[0], to: body, by: call.caller))
            },
        ]
    }

    private static func profiles(_ service: CAService) -> Handlers {
        [
            "listProfiles": { call in
                try .json(of: Page.inMemory(service.profiles(), by: \.id, try call.pageQuery()))
            },
            "showProfile": { call in try .json(of: try service.profile(call.values[0])) },
        ]
    }
}
