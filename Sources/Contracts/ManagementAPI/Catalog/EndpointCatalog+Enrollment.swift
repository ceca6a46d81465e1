import Events

extension EndpointCatalog {
    private static let request = Endpoint.Body.of(EnrollmentRequestPayload.self, "EnrollmentRequest")

    /// Devices before their first contact, and requests that a person decides on.
    static let enrollments: [Endpoint] = [
        Endpoint(
            "createDevice", .post, "/v1/devices", request: .of(CreateDeviceBody.self, "CreateDevice"),
            answer: .json(.of(DevicePayload.self, "Device")), status: 201,
            "Registers a device before its first contact."),
        Endpoint(
            "listEnrollmentRequests", .get, "/v1/dms/{name}/enrollments", parameters: listParameters,
            answer: .page(of: request), "Lists the requests to enrol that a person decides on."),
        Endpoint(
            "showEnrollmentRequest", .get, "/v1/dms/{name}/enrollments/{id}", answer: .json(request),
            "Shows a request to enrol."),
        Endpoint(
            "updateEnrollmentRequestStatus", .put, "/v1/dms/{name}/enrollments/{id}/status",
            request: .of(EnrollmentDecisionBody.self, "EnrollmentDecision"), answer: .json(request),
            changes: "showEnrollmentRequest",
            "Approves or rejects a request to enrol. An approval may be taken back until its certificate is issued."),
    ]
}
