import Events

extension EndpointCatalog {
    private static let ca = Endpoint.Body.of(CAPayload.self, "CA")
    private static let certificate = Endpoint.Body.of(CertificatePayload.self, "Certificate")
    private static let status = Endpoint.Body.of(CertificateStatusBody.self, "CertificateStatusChange")

    static let cas: [Endpoint] = [
        Endpoint("listCAs", .get, "/v1/cas", parameters: listParameters, answer: .page(of: ca), "Lists the CAs."),
        Endpoint(
            "createCA", .post, "/v1/cas", request: .of(CreateCABody.self, "CreateCA"), answer: .json(ca), status: 201,
            "Creates a CA: a root, or one below `parent_id`."),
        Endpoint("showCA", .get, "/v1/cas/{id}", answer: .json(ca), "Shows a CA."),
        Endpoint(
            "updateCAStatus", .put, "/v1/cas/{id}/status", request: status, answer: .json(ca), changes: "showCA",
            "Revokes a CA, and with it what it issued."),
        Endpoint(
            "listIssued", .get, "/v1/cas/{id}/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates that a CA issued."),
        Endpoint(
            "sign", .post, "/v1/cas/{id}/certificates/sign", request: .of(SignBody.self, "SignRequest"),
            answer: .json(certificate), status: 201, isTagged: false, "Signs a certificate request."),
    ]

    static let certificates: [Endpoint] = [
        Endpoint(
            "listCertificates", .get, "/v1/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates."),
        Endpoint(
            "showCertificate", .get, "/v1/certificates/{serial}", answer: .json(certificate), "Shows a certificate."),
        Endpoint(
            "updateCertificateStatus", .put, "/v1/certificates/{serial}/status", request: status,
            answer: .json(certificate), changes: "showCertificate", "Revokes a certificate, or releases it from hold."),
    ]

    static let profiles: [Endpoint] = [
        Endpoint(
            "listProfiles", .get, "/v1/profiles", parameters: pageParameters,
            answer: .page(of: .named("Profile")), "Lists the issuance profiles."),
        Endpoint(
            "showProfile", .get, "/v1/profiles/{id}", answer: .json(.named("Profile")), "Shows an issuance profile."),
    ]
}
