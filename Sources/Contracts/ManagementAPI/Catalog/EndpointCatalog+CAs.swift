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
        Endpoint(
            "importCA", .post, "/v1/cas/import", request: .of(ImportCABody.self, "ImportCA"), answer: .json(ca),
            status: 201,
            "Takes in a CA that was made elsewhere: with its key, as the answer to a request, or its certificate alone."
        ),
        Endpoint(
            "deleteCA", .delete, "/v1/cas/{id}", answer: .nothing, status: 204, changes: "showCA",
            "Deletes a CA that is EXPIRED, REVOKED or EXTERNAL, and its keys. What it issued stays readable."),
        Endpoint(
            "reissueCA", .post, "/v1/cas/{id}/reissue", request: .of(ReissueCABody.self, "ReissueCA"),
            answer: .json(ca), "Gives a CA a new certificate for the key that it has."),
        Endpoint(
            "rekeyCA", .post, "/v1/cas/{id}/rekey", request: .of(RekeyCABody.self, "RekeyCA"), answer: .json(ca),
            "Gives a CA a new key, and certificates that link it with the old one."),
        Endpoint(
            "listCACertificateHistory", .get, "/v1/cas/{id}/certificate-history",
            answer: .page(of: .of(AuthorityCertificatePayload.self, "AuthorityCertificate")),
            "Lists the certificates that a CA has had, newest first, and those that link its keys. The list has no pages."
        ),
    ]

    private static let request = Endpoint.Body.of(CARequestPayload.self, "CARequest")

    static let caRequests: [Endpoint] = [
        Endpoint(
            "listCARequests", .get, "/v1/ca-requests", parameters: listParameters, answer: .page(of: request),
            "Lists the requests for CA certificates that wait for an outside CA."),
        Endpoint(
            "createCARequest", .post, "/v1/ca-requests", request: .of(CreateCARequestBody.self, "CreateCARequest"),
            answer: .json(request), status: 201,
            "Makes a key and a PKCS #10 request for a CA; importing the certificate that answers it makes the CA."),
        Endpoint(
            "showCARequest", .get, "/v1/ca-requests/{id}", answer: .json(request),
            "Shows a request for a CA certificate."),
        Endpoint(
            "deleteCARequest", .delete, "/v1/ca-requests/{id}", answer: .nothing, status: 204,
            changes: "showCARequest", "Gives a request up and destroys its key."),
    ]
}
