extension EndpointCatalog {
    static let revocations: [Endpoint] = [
        Endpoint(
            "showRevocation", .get, "/v1/cas/{id}/revocation",
            answer: .json(.of(RevocationProgress.self, "RevocationProgress")),
            "Shows how far the revocation of a CA has come.")
    ]
}
