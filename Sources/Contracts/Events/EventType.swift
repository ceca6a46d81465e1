public import JSONSchema

/// What an event carries. Its members and their wire names are the contract; see `docs/reference/events.md`.
public protocol EventPayload: Codable, Sendable, Equatable {
    /// The bytes that go into the log. A payload of the hot paths may write them faster, but never differently.
    func wireJSON() throws -> [UInt8]
}

extension EventPayload {
    public func wireJSON() throws -> [UInt8] { try WireJSON.encode(self) }
}

/// The part of the product that an event speaks for; it becomes the CloudEvents `source`.
public enum EventProducer: String, Sendable, CaseIterable {
    case certificateAuthority
    case dmsManager
    case deviceManager
}

/// What an event is about; it becomes the CloudEvents `subject`, for instance `ca/plant-1`.
public enum EventSubject: String, Sendable, CaseIterable {
    case ca
    case certificate
    case dms
    case device
}

/// One row of the event table: a wire name tied to the payload that it carries.
public struct EventType<Payload: EventPayload>: Sendable {
    /// The wire string. Literal data, never built by a rule.
    public let name: String
    public let producer: EventProducer
    public let subject: EventSubject
    /// Version of the payload's schema.
    public let version: Int
    /// When the event is emitted.
    public let summary: String

    init(_ name: String, by producer: EventProducer, about subject: EventSubject, version: Int = 1, _ summary: String) {
        self.name = name
        self.producer = producer
        self.subject = subject
        self.version = version
        self.summary = summary
    }
}

/// A row without its payload type, for what goes over all of them.
public struct EventRow: Sendable {
    public let name: String
    public let producer: EventProducer
    public let subject: EventSubject
    public let version: Int
    public let summary: String
    public let payload: any EventPayload.Type

    init<Payload>(_ type: EventType<Payload>) {
        name = type.name
        producer = type.producer
        subject = type.subject
        version = type.version
        summary = type.summary
        payload = Payload.self
    }

    /// The JSON Schema of the payload, read off its type.
    public func schema() throws -> JSONSchema {
        try Self.schema(of: payload)
    }

    private static func schema<Payload: EventPayload>(of type: Payload.Type) throws -> JSONSchema {
        try JSONSchema.describing(type)
    }
}
