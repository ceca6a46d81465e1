/// Who asked for a change, and what led to it. It goes from the front that took the request to every event of the change.
public struct Caller: Sendable, Hashable {
    /// The authenticated identity, for instance `admin` or `est:CN=bootstrap-7`; never a token.
    public let actor: String
    /// Id of the request or event that caused the change.
    public let causationID: String?
    /// W3C trace context, where there is a trace.
    public let traceparent: String?

    public init(actor: String, causationID: String? = nil, traceparent: String? = nil) {
        self.actor = actor
        self.causationID = causationID
        self.traceparent = traceparent
    }
}

/// An event that is complete but for its position, which it takes at the commit of the change that it tells of.
/// Its payload is encoded once, here, and passed on as bytes.
public struct PendingEvent: Sendable, Equatable {
    /// UUIDv7, lower case.
    public let id: String
    /// Wire name of the type.
    public let type: String
    public let producer: EventProducer
    /// For instance `certificate/0a-b1`.
    public let subject: String
    public let time: Timestamp
    public let schemaVersion: Int
    public let caller: Caller
    /// The payload as JSON, UTF-8.
    public let data: [UInt8]
}

extension EventType {
    /// - Parameter name: what the event is about, without the kind: a CA's id, a serial number, a DMS's name, a device's id.
    public func event(
        _ payload: Payload, about name: String, at time: Timestamp, by caller: Caller
    ) throws -> PendingEvent {
        PendingEvent(
            id: EventID.next(at: time), type: self.name, producer: producer, subject: "\(subject.rawValue)/\(name)",
            time: time, schemaVersion: version, caller: caller, data: try payload.wireJSON())
    }
}
