/// An HTTP request or response as far as CloudEvents are concerned (HTTP Protocol Binding 1.0.2): headers and a body,
/// for any client or server to copy from and to.
public struct HTTPMessage: Sendable {
    /// In order. Names compare without regard to case; those written here are in lower case.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(headers: [(name: String, value: String)], body: [UInt8]) {
        self.headers = headers
        self.body = body
    }

    /// How a message carries events (section 3).
    public enum ContentMode: Sendable, Hashable {
        /// One event: attributes in headers, data as the body.
        case binary
        /// One event, all of it in the body.
        case structured
        /// Any number of events in the body.
        case batched
    }
}

// MARK: Writing

extension HTTPMessage {
    /// One event in binary mode (section 3.1).
    ///
    /// The message cannot tell text or bytes of length zero from no data at all. Data in JSON without a content type
    /// gets `application/json`.
    public static func binary(_ event: CloudEvent) -> HTTPMessage {
        var headers: [(name: String, value: String)] = [("ce-specversion", CloudEvent.specVersion)]
        func add(_ name: String, _ value: String?) {
            if let value { headers.append(("ce-" + name, HTTPHeaderText.encode(value))) }
        }
        add("id", event.id)
        add("source", event.source)
        add("type", event.type)
        add("subject", event.subject)
        add("time", event.time?.text)
        add("dataschema", event.dataSchema)
        for name in event.extensionNames { add(name, event.extensions[name]?.canonicalText) }
        var contentType = event.dataContentType
        if case .json = event.data { contentType = contentType ?? "application/json" }
        if let contentType { headers.append(("content-type", contentType)) }
        return HTTPMessage(headers: headers, body: event.data?.bytes ?? [])
    }

    /// One event in structured mode, in JSON (section 3.2).
    public static func structured(_ event: CloudEvent) -> HTTPMessage {
        HTTPMessage(headers: [("content-type", CloudEvent.jsonMediaType)], body: event.json)
    }

    /// Events in batched mode, in JSON (section 3.3). Only for a receiver that asked for it.
    public static func batched(_ events: some Sequence<CloudEvent>) -> HTTPMessage {
        HTTPMessage(headers: [("content-type", CloudEvent.jsonBatchMediaType)], body: CloudEvent.jsonBatch(events))
    }
}
