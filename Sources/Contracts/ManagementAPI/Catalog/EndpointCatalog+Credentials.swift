extension EndpointCatalog {
    private static let users = Endpoint.Body.of(DMSCredentialsBody.self, "DMSCredentials")

    /// Ways for clients to prove who they are, beside certificates.
    static let credentials: [Endpoint] = [
        Endpoint(
            "listDMSCredentials", .get, "/v1/dms/{name}/credentials", answer: .json(users),
            "Lists the users whose password lets a device enrol; never the passwords."),
        Endpoint(
            "putDMSCredential", .put, "/v1/dms/{name}/credentials",
            request: .of(DMSCredentialBody.self, "DMSCredential"), answer: .json(users),
            "Adds a user to a DMS whose devices enrol by password (HTTP_BASIC), or changes its password."),
        Endpoint(
            "deleteDMSCredential", .delete, "/v1/dms/{name}/credentials/{user}", answer: .json(users),
            "Removes a user: nobody enrols by its password any more."),
        Endpoint(
            "showWebhookKey", .get, "/v1/webhook-key", answer: .json(.of(WebhookKeyBody.self, "WebhookKey")),
            "Shows the public key that this server's requests to authorisation services are signed with."),
    ]
}
