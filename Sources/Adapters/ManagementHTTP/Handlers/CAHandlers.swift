import CertificateAuthority
import Events
import Listing
import ManagementAPI

/// CAs.
enum CAHandlers {
    static func table(_ service: CAService) throws -> Handlers {
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
                return try RevocationHandlers.answer(
                    try await service.revoke(ca: call.values[0], to: body, by: call.caller))
            },
        ]
    }
}
