import DeviceManager

enum DeviceHandlers {
    static func table(_ service: DeviceService) -> Handlers {
        [
            "listDevices": { call in try .json(of: try await service.list(try call.listQuery())) },
            "showDevice": { call in try .json(of: try await service.device(call.values[0])) },
        ]
    }
}
