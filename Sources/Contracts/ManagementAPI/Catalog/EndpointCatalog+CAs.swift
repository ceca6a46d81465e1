import Events

extension EndpointCatalog {
    private static let ca = Endpoint.Body.of(CAPayload.self, "CA")
    static let statusChange = Endpoint.Body.of(CertificateStatusBody.self, "CertificateStatusChange")

    static let cas: [Endpoint] = [
        Endpoint("listCAs", .get, "/v1/cas", parameters: listParameters, answer: .page(of: ca), "Lists the CAs."),
        Endpoint(
            "createCA", .post, "/v1/cas", request: .of(CreateCABody.self, "CreateCA"), answer: .json(ca), status: 201,
            "Creates a CA: a root, or one below `parent_id`."),
        Endpoint("showCA", .get, "/v1/cas/{id}", answer: .json(ca), "Shows a CA."),
        Endpoint(
            "updateCAStatus", .put, "/v1/cas/{id}/status", request: statusChange, answer: .json(ca),
            accepted: .of(CARevocation.self, "CARevocation"), changes: "showCA",
            "Revokes a CA, and with it what it issued. 202 where that is so much that it is done in a series."),
    ]
}
