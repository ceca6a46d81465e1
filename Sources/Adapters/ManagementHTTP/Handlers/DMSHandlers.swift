import Events
import ManagementAPI
import RegistrationAuthority

enum DMSHandlers {
    static func table(_ service: DMSService) throws -> Handlers {
        let creation = try BodyDecoder(CreateDMSBody.self, over: try CreateDMSBody.defaults())
        let update = try BodyDecoder(UpdateDMSBody.self, over: try CreateDMSBody.defaults())
        let status = try BodyDecoder(DMSStatusBody.self)
        let authorized = try BodyDecoder(AuthorizedCAsBody.self)
        return [
            "listDMS": { call in try .json(of: try await service.list(try call.listQuery())) },
            "createDMS": { call in
                let created = try await service.create(try creation.decode(call.body), by: call.caller)
                let location = EndpointCatalog.path("showDMS", created.dms.name)
                guard created.privateKey != nil else { return try .json(of: created.dms, location: location) }
                return .secret(try WireJSON.encode(created), location: location)
            },
            "showDMS": { call in try .json(of: try await service.dms(call.values[0])) },
            "updateDMSStatus": { call in
                let body = try status.decode(call.body)
                return try .json(of: try await service.updateStatus(of: call.values[0], to: body, by: call.caller))
            },
            "updateDMS": { call in
                let body = try update.decode(call.body)
                return try .json(of: try await service.update(call.values[0], to: body, by: call.caller))
            },
            "updateDMSAuthorizedCAs": { call in
                let body = try authorized.decode(call.body)
                return try .json(
                    of: try await service.updateAuthorizedCAs(of: call.values[0], to: body, by: call.caller))
            },
            "deleteDMS": { call in
                try await service.delete(call.values[0], by: call.caller)
                return .nothing
            },
        ]
    }
}
