import JSONSchema

extension EndpointCatalog {
    private static let connector = Endpoint.Body.named("Connector")
    private static let binding = Endpoint.Body.named("Binding")
    private static let work = Endpoint.Body.named("Work")

    /// A plan is of the whole account, unless a page of it is asked for.
    private static let wholeParameters: [Endpoint.Parameter] = [
        .init("page_size", .integer, "Resources to look at: 1 to 1,000; all of them where it is left out."),
        .init("bookmark", .text, "`next` of the page before; empty entries are left out of a page."),
    ]

    static let connectors: [Endpoint] = [
        Endpoint(
            "listConnectors", .get, "/v1/connectors", parameters: pageParameters, answer: .page(of: connector),
            "Lists the connectors with the consistency of their bindings."),
        Endpoint(
            "createConnector", .post, "/v1/connectors", request: .named("ConnectorConfiguration"),
            answer: .json(connector), status: 201, "Adds a cloud account."),
        Endpoint("showConnector", .get, "/v1/connectors/{id}", answer: .json(connector), "Shows a connector."),
        Endpoint(
            "updateConnector", .put, "/v1/connectors/{id}", request: .named("ConnectorConfiguration"),
            answer: .json(connector), changes: "showConnector", "Replaces a connector's configuration."),
        Endpoint(
            "deleteConnector", .delete, "/v1/connectors/{id}", answer: .nothing, status: 204, changes: "showConnector",
            "Forgets a cloud account; what is in the account stays there."),
        Endpoint(
            "listBindings", .get, "/v1/connectors/{id}/bindings", parameters: pageParameters,
            answer: .page(of: binding), "Lists the CAs that are bound to a connector."),
        Endpoint(
            "bindCA", .post, "/v1/connectors/{id}/bindings", request: .of(BindingBody.self, "BindCA"),
            answer: .json(binding), status: 201, "Binds a CA: it is registered in the cloud account at once."),
        Endpoint(
            "showBinding", .get, "/v1/connectors/{id}/bindings/{ca_id}", answer: .json(binding), "Shows a binding."),
        Endpoint(
            "unbindCA", .delete, "/v1/connectors/{id}/bindings/{ca_id}", answer: .nothing, status: 204,
            changes: "showBinding", "Unbinds a CA: it is removed from the cloud account."),
        Endpoint(
            "planConnector", .get, "/v1/connectors/{id}/plan", parameters: wholeParameters,
            answer: .page(of: .named("PlanEntry")),
            "Lists the calls that would make the account equal to the PKI, and makes none."),
        Endpoint(
            "applyConnector", .post, "/v1/connectors/{id}/apply", parameters: wholeParameters,
            answer: .page(of: .named("ApplyEntry")), isReplayable: false,
            "Makes the calls of the plan and reports each."),
        Endpoint(
            "listParkedWork", .get, "/v1/connectors/{id}/parked", parameters: pageParameters, answer: .page(of: work),
            "Lists the resources that were given up after too many attempts."),
        Endpoint(
            "retryParkedWork", .post, "/v1/connectors/{id}/parked/{key}/retry", answer: .json(work),
            "Takes up a resource again; the key is percent-encoded, as `device%2Fpump-7`."),
        Endpoint(
            "showCloudDevice", .get, "/v1/connectors/{id}/devices/{device}", answer: .json(.named("CloudDevice")),
            "Shows what is wanted of a device in the account, and how far that is."),
    ]
}
