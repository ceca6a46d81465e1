import JSONSchema

extension EndpointCatalog {
    private static let subscription = Endpoint.Body.named("Subscription")
    private static let parked = Endpoint.Body.named("ParkedEvent")

    static let events: [Endpoint] = [
        Endpoint(
            "listEvents", .get, "/v1/events",
            parameters: [
                .init("after", .integer, "Sequence of the last event that is known; 0 where it is left out."),
                .init("limit", .integer, "Events in a batch: 1 to 1,000; 100 where it is left out."),
                .init("type", .text, isRepeatable: true, "Only events of this type."),
                .init("subject", .text, "Only events on this subject, for instance `device/pump-7`."),
            ],
            answer: .media("application/cloudevents-batch+json", "Events in their order"),
            "Reads the log from a cursor. With `Accept: text/event-stream` it goes on as a live stream, whose ids are "
                + "sequences; `Last-Event-ID` is honoured."),
        Endpoint(
            "listEventTypes", .get, "/v1/events/types", answer: .page(of: .named("EventType")),
            "Lists the event types."),
        Endpoint(
            "showSchema", .get, "/v1/schemas/{type}/{version}",
            answer: .media("application/schema+json", "JSON Schema, draft 2020-12"),
            "Shows the schema of an event's payload."),
    ]

    static let subscriptions: [Endpoint] = [
        Endpoint(
            "listSubscriptions", .get, "/v1/subscriptions", answer: .page(of: subscription),
            "Lists the readers of the log with their cursors and lag."),
        Endpoint(
            "showSubscription", .get, "/v1/subscriptions/{id}", answer: .json(subscription), "Shows a subscription."),
        Endpoint(
            "listParkedEvents", .get, "/v1/subscriptions/{id}/parked", parameters: pageParameters,
            answer: .page(of: parked), "Lists the events that were given up after too many attempts."),
        Endpoint(
            "retryParkedEvent", .post, "/v1/subscriptions/{id}/parked/{sequence}/retry", answer: .nothing, status: 204,
            "Delivers a parked event again."),
        Endpoint(
            "skipParkedEvent", .post, "/v1/subscriptions/{id}/parked/{sequence}/skip", answer: .nothing, status: 204,
            "Gives a parked event up for good, so that later events on its subject go on."),
        Endpoint(
            "replaySubscription", .post, "/v1/subscriptions/{id}/replay", request: .of(ReplayBody.self, "Replay"),
            answer: .json(subscription), "Delivers again from an event on."),
    ]
}
