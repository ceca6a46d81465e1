extension EndpointCatalog {
    static let profiles: [Endpoint] = [
        Endpoint(
            "listProfiles", .get, "/v1/profiles", parameters: pageParameters,
            answer: .page(of: .named("Profile")), "Lists the issuance profiles."),
        Endpoint(
            "showProfile", .get, "/v1/profiles/{id}", answer: .json(.named("Profile")), "Shows an issuance profile."),
    ]
}
