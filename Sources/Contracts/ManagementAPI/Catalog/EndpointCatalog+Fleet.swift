import Events

extension EndpointCatalog {
    private static let dmsBody = Endpoint.Body.of(DMSPayload.self, "DMS")
    private static let device = Endpoint.Body.of(DevicePayload.self, "Device")

    static let dms: [Endpoint] = [
        Endpoint("listDMS", .get, "/v1/dms", parameters: listParameters, answer: .page(of: dmsBody), "Lists the DMSs."),
        Endpoint(
            "createDMS", .post, "/v1/dms", request: .of(CreateDMSBody.self, "CreateDMS"), answer: .json(dmsBody),
            status: 201, "Creates a DMS, which then waits for approval."),
        Endpoint("showDMS", .get, "/v1/dms/{name}", answer: .json(dmsBody), "Shows a DMS."),
        Endpoint(
            "updateDMSStatus", .put, "/v1/dms/{name}/status", request: .of(DMSStatusBody.self, "DMSStatusChange"),
            answer: .json(dmsBody), changes: "showDMS", "Approves, rejects or revokes a DMS."),
    ]

    static let devices: [Endpoint] = [
        Endpoint(
            "listDevices", .get, "/v1/devices", parameters: listParameters, answer: .page(of: device),
            "Lists the devices."),
        Endpoint("showDevice", .get, "/v1/devices/{id}", answer: .json(device), "Shows a device with its slots."),
    ]
}
