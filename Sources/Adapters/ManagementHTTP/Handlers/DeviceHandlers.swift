import CloudEvents
import DeviceManager
import Events
import ManagementAPI

enum DeviceHandlers {
    static func table(_ service: DeviceService) throws -> Handlers {
        let update = try BodyDecoder(UpdateDeviceBody.self)
        let devices: Handlers = [
            "listDevices": { call in try .json(of: try await service.list(try call.listQuery())) },
            "showDevice": { call in try .json(of: try await service.device(call.values[0])) },
            "updateDevice": { call in
                let body = try update.decode(call.body)
                return try .json(of: try await service.update(call.values[0], body, by: call.caller))
            },
            "decommissionDevice": { call in
                try .json(of: try await service.decommission(call.values[0], by: call.caller))
            },
        ]
        return try devices.merging(slots(service)) { first, _ in first }
    }

    private static func slots(_ service: DeviceService) throws -> Handlers {
        let revocation = try BodyDecoder(RevokeSlotBody.self)
        let wish = try BodyDecoder(ForceReenrollBody.self)
        let importing = try BodyDecoder(ImportIntoSlotBody.self)
        return [
            "showSlot": { call in try .json(of: try await service.slot(call.values[1], of: call.values[0])) },
            "revokeSlot": { call in
                let body = try revocation.decode(call.body)
                return try .json(
                    of: try await service.revoke(slot: call.values[1], of: call.values[0], body, by: call.caller))
            },
            "forceReenroll": { call in
                let body = try wish.decode(call.body)
                return try .json(
                    of: try await service.forceReenroll(
                        slot: call.values[1], of: call.values[0], body, by: call.caller))
            },
            "importIntoSlot": { call in
                let body = try importing.decode(call.body)
                return try .json(
                    of: try await service.importCertificate(
                        into: call.values[1], of: call.values[0], body, by: call.caller))
            },
        ]
    }

    /// What happened to a device, as the log has it.
    static func timeline(_ service: DeviceService, _ reader: EventReader) -> Handlers {
        [
            "listDeviceEvents": { call in
                let query = try EventQuery(ofDevice: try await service.device(call.values[0]).id, try call.queryItems())
                let events = try await reader.read(after: query.after, limit: query.limit, query.filter)
                return .media(
                    CloudEvent.jsonBatchMediaType, CloudEvent.jsonBatch(try events.map { try CloudEvent($0) }))
            }
        ]
    }
}
