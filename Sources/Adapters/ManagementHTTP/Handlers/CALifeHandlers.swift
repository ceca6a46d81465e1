import CertificateAuthority
import Events
import Listing
import ManagementAPI

/// What a CA goes through after, or instead of, being created here.
enum CALifeHandlers {
    static func table(_ service: CAService) throws -> Handlers {
        try life(service).merging(requests(service)) { first, _ in first }
    }

    private static func life(_ service: CAService) throws -> Handlers {
        let importing = try BodyDecoder(ImportCABody.self)
        let reissue = try BodyDecoder(ReissueCABody.self)
        let rekey = try BodyDecoder(RekeyCABody.self)
        return [
            "importCA": { call in
                let ca = try await service.importCA(try importing.decode(call.body), by: call.caller)
                return try .json(of: ca, location: EndpointCatalog.path("showCA", ca.id))
            },
            "deleteCA": { call in
                try await service.delete(ca: call.values[0], by: call.caller)
                return .nothing
            },
            "reissueCA": { call in
                let body = try reissue.decode(call.body)
                return try .json(of: try await service.reissue(ca: call.values[0], body, by: call.caller))
            },
            "rekeyCA": { call in
                let body = try rekey.decode(call.body)
                return try .json(of: try await service.rekey(ca: call.values[0], body, by: call.caller))
            },
            "listCACertificateHistory": { call in
                let history = try await service.certificateHistory(ofCA: call.values[0])
                return try .json(of: Page(list: history, next: nil))
            },
        ]
    }

    private static func requests(_ service: CAService) throws -> Handlers {
        let creation = try BodyDecoder(CreateCARequestBody.self)
        return [
            "listCARequests": { call in try .json(of: try await service.requests(try call.listQuery())) },
            "createCARequest": { call in
                let request = try await service.createRequest(try creation.decode(call.body), by: call.caller)
                return try .json(of: request, location: EndpointCatalog.path("showCARequest", request.id))
            },
            "showCARequest": { call in try .json(of: try await service.request(call.values[0])) },
            "deleteCARequest": { call in
                try await service.deleteRequest(call.values[0])
                return .nothing
            },
        ]
    }
}
