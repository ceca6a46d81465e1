import CertificateAuthority
import Events
import ManagementAPI

/// Certificates.
enum CertificateHandlers {
    static func table(_ service: CAService) throws -> Handlers {
        let signing = try BodyDecoder(SignBody.self)
        let status = try BodyDecoder(CertificateStatusBody.self)
        let importing = try BodyDecoder(ImportCertificateBody.self)
        let creation = try BodyDecoder(CreateCertificateBody.self)
        return [
            "createCertificate": { call in
                let body = try creation.decode(call.body)
                let created = try await service.createCertificate(body, with: call.values[0], by: call.caller)
                let serial = created.certificate.serialNumber
                return try .json(of: created, location: EndpointCatalog.path("showCertificate", serial))
            },
            "importCertificate": { call in
                let body = try importing.decode(call.body)
                let certificate = try await service.importCertificate(body, by: call.caller)
                return try .json(
                    of: certificate, location: EndpointCatalog.path("showCertificate", certificate.serialNumber))
            },
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
}
