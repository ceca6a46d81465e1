import Events

extension EndpointCatalog {
    private static let dmsBody = Endpoint.Body.of(DMSPayload.self, "DMS")
    private static let device = Endpoint.Body.of(DevicePayload.self, "Device")

    static let dms: [Endpoint] = [
        Endpoint("listDMS", .get, "/v1/dms", parameters: listParameters, answer: .page(of: dmsBody), "Lists the DMSs."),
        Endpoint(
            "createDMS", .post, "/v1/dms", request: .of(CreateDMSBody.self, "CreateDMS"),
            answer: .json(.of(CreatedDMS.self, "CreatedDMS")), status: 201,
            "Creates a DMS, which then waits for approval. A private key that is made for it is in this answer and nowhere "
                + "else; an answer with one is not kept for its Idempotency-Key."),
        Endpoint("showDMS", .get, "/v1/dms/{name}", answer: .json(dmsBody), "Shows a DMS."),
        Endpoint(
            "updateDMSStatus", .put, "/v1/dms/{name}/status", request: .of(DMSStatusBody.self, "DMSStatusChange"),
            answer: .json(dmsBody), changes: "showDMS", "Approves, rejects or revokes a DMS."),
        Endpoint(
            "updateDMS", .put, "/v1/dms/{name}", request: .of(UpdateDMSBody.self, "UpdateDMS"), answer: .json(dmsBody),
            changes: "showDMS", "Changes the settings of a DMS."),
        Endpoint(
            "updateDMSAuthorizedCAs", .put, "/v1/dms/{name}/authorized-cas",
            request: .of(AuthorizedCAsBody.self, "AuthorizedCAs"), answer: .json(dmsBody), changes: "showDMS",
            "Changes the CAs that sign for a DMS that is approved."),
        Endpoint(
            "deleteDMS", .delete, "/v1/dms/{name}", answer: .nothing, status: 204, changes: "showDMS",
            "Deletes a DMS that ended and that no device belongs to."),
    ]

    static let devices: [Endpoint] = [
        Endpoint(
            "listDevices", .get, "/v1/devices", parameters: listParameters, answer: .page(of: device),
            "Lists the devices."),
        Endpoint("showDevice", .get, "/v1/devices/{id}", answer: .json(device), "Shows a device with its slots."),
    ]
}
