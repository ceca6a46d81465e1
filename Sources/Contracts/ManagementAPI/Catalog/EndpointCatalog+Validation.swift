extension EndpointCatalog {
    private static let crl = Endpoint.Body.of(CRLView.self, "CRL")

    /// What relying parties are told, as those who run the house see it.
    static let validation: [Endpoint] = [
        Endpoint(
            "listCRLs", .get, "/v1/cas/{id}/crls", parameters: listParameters, answer: .page(of: crl),
            "Lists the CRLs that a CA has published, old ones too."),
        Endpoint(
            "publishCRLs", .post, "/v1/cas/{id}/crls", answer: .page(of: crl), isReplayable: false,
            "Publishes the CRLs of a CA now, and lists them."),
        Endpoint(
            "showCRL", .get, "/v1/cas/{id}/crls/{crl}", answer: .json(crl),
            "Shows a CRL with the list itself; `newest` is the newest complete one."),
    ]
}
