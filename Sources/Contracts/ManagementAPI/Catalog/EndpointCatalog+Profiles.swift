extension EndpointCatalog {
    private static let profile = Endpoint.Body.of(ProfileBody.self, "Profile")

    static let profiles: [Endpoint] = [
        Endpoint(
            "listProfiles", .get, "/v1/profiles", parameters: pageParameters, answer: .page(of: profile),
            "Lists the issuance profiles, those that are built in among them."),
        Endpoint(
            "createProfile", .post, "/v1/profiles", request: profile, answer: .json(profile), status: 201,
            "Stores an issuance profile."),
        Endpoint("showProfile", .get, "/v1/profiles/{id}", answer: .json(profile), "Shows an issuance profile."),
        Endpoint(
            "updateProfile", .put, "/v1/profiles/{id}", request: profile, answer: .json(profile),
            changes: "showProfile", "Replaces an issuance profile; what was issued stays as it is."),
        Endpoint(
            "deleteProfile", .delete, "/v1/profiles/{id}", answer: .nothing, status: 204, changes: "showProfile",
            "Deletes an issuance profile; what was issued stays as it is."),
    ]
}
