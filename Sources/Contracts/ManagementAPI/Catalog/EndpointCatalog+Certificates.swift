import Events
import JSONPatch
import JSONSchema

extension EndpointCatalog {
    private static let certificate = Endpoint.Body.of(CertificatePayload.self, "Certificate")
    private static let ca = Endpoint.Body.of(CAPayload.self, "CA")
    private static let metadata = Endpoint.Body.of([String: JSONValue].self, "Metadata")
    private static let metadataPatch = Endpoint.Body(name: "JSONPatch", describe: { JSONPatch.schema })

    static let certificates: [Endpoint] = [
        Endpoint(
            "listIssued", .get, "/v1/cas/{id}/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates that a CA issued."),
        Endpoint(
            "sign", .post, "/v1/cas/{id}/certificates/sign", request: .of(SignBody.self, "SignRequest"),
            answer: .json(certificate), status: 201, isTagged: false, "Signs a certificate request."),
        Endpoint(
            "createCertificate", .post, "/v1/cas/{id}/certificates",
            request: .of(CreateCertificateBody.self, "CreateCertificate"),
            answer: .json(.of(CertificateWithKey.self, "CertificateWithKey")), status: 201, isReplayable: false,
            isTagged: false,
            "Makes a key and a certificate for it. The private key is in this answer and nowhere else."),
        Endpoint(
            "importCertificate", .post, "/v1/certificates/import",
            request: .of(ImportCertificateBody.self, "ImportCertificate"), answer: .json(certificate), status: 201,
            "Takes in a certificate that a CA known here issued elsewhere."),
        Endpoint(
            "listCertificates", .get, "/v1/certificates", parameters: listParameters, answer: .page(of: certificate),
            "Lists the certificates."),
        Endpoint(
            "showCertificate", .get, "/v1/certificates/{serial}", answer: .json(certificate), "Shows a certificate."),
        Endpoint(
            "updateCertificateStatus", .put, "/v1/certificates/{serial}/status", request: statusChange,
            answer: .json(certificate), changes: "showCertificate", "Revokes a certificate, or releases it from hold."),
        Endpoint(
            "replaceCertificateMetadata", .put, "/v1/certificates/{serial}/metadata", request: metadata,
            answer: .json(certificate), changes: "showCertificate", "Replaces the metadata of a certificate."),
        Endpoint(
            "patchCertificateMetadata", .patch, "/v1/certificates/{serial}/metadata", request: metadataPatch,
            answer: .json(certificate), changes: "showCertificate",
            "Changes the metadata of a certificate by a JSON Patch."),
        Endpoint(
            "replaceCAMetadata", .put, "/v1/cas/{id}/metadata", request: metadata, answer: .json(ca),
            changes: "showCA", "Replaces the metadata of a CA."),
        Endpoint(
            "patchCAMetadata", .patch, "/v1/cas/{id}/metadata", request: metadataPatch, answer: .json(ca),
            changes: "showCA", "Changes the metadata of a CA by a JSON Patch."),
    ]
}
