import Events
import ManagementAPI
import RegistrationAuthority

enum DMSHandlers {
    static func table(_ service: DMSService) throws -> Handlers {
        let creation = try BodyDecoder(CreateDMSBody.self, over: try CreateDMSBody.defaults())
        let status = try BodyDecoder(DMSStatusBody.self)
        return [
            "listDMS": { call in try .json(of: try await service.list(try call.listQuery())) },
            "createDMS": { call in
                let dms = try await service.create(try creation.decode(call.body), by: call.caller)
                return try .json(of: dms, location: EndpointCatalog.path("showDMS", dms.name))
            },
            "showDMS": { call in try .json(of: try await service.dms(call.values[0])) },
            "updateDMSStatus": { call in
                let body = try status.decode(call.body)
                return try .json(of: try await service.updateStatus(of: call.values[0], to: body, by: call.caller))
            },
        ]
    }
}
