import Events

extension EndpointCatalog {
    private static let certificate = Endpoint.Body.of(CertificatePayload.self, "Certificate")

    static let certificates: [Endpoint] = [
        Endpoint(
            "listIssued", .get, "/v1/cas/{id}/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates that a CA issued."),
        Endpoint(
            "sign", .post, "/v1/cas/{id}/certificates/sign", request: .of(SignBody.self, "SignRequest"),
            answer: .json(certificate), status: 201, isTagged: false, "Signs a certificate request."),
        Endpoint(
            "listCertificates", .get, "/v1/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates."),
        Endpoint(
            "showCertificate", .get, "/v1/certificates/{serial}", answer: .json(certificate), "Shows a certificate."),
        Endpoint(
            "updateCertificateStatus", .put, "/v1/certificates/{serial}/status", request: statusChange,
            answer: .json(certificate), changes: "showCertificate", "Revokes a certificate, or releases it from hold."),
    ]
}
