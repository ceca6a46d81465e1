public import Events
import Storage

/// An event that was committed, as the log keeps it: with its position, and with source and schema as they were then.
public struct LoggedEvent: Sendable, Equatable {
    /// From 1, without gaps, in the order of the commits. It travels as `sequence`.
    public let position: Int64
    public let id: String
    /// Wire name of the type.
    public let type: String
    public let source: String
    /// For instance `certificate/0a-b1`. Events of one subject are delivered in order.
    public let subject: String
    public let time: Timestamp
    public let dataSchema: String
    public let actor: String
    public let causationID: String?
    public let traceparent: String?
    /// The payload as JSON, UTF-8, the very bytes that were recorded.
    public let data: [UInt8]

    public init(
        position: Int64, id: String, type: String, source: String, subject: String, time: Timestamp,
        dataSchema: String, actor: String, causationID: String?, traceparent: String?, data: [UInt8]
    ) {
        self.position = position
        self.id = id
        self.type = type
        self.source = source
        self.subject = subject
        self.time = time
        self.dataSchema = dataSchema
        self.actor = actor
        self.causationID = causationID
        self.traceparent = traceparent
        self.data = data
    }
}

extension LoggedEvent {
    /// A row that starts with the eleven columns of `EventLogTable.columns`.
    init(_ row: Row) throws(StorageError) {
        self.init(
            position: try row.integer(0), id: try row.text(1), type: try row.text(2), source: try row.text(3),
            subject: try row.text(4), time: Timestamp(milliseconds: try row.integer(5)), dataSchema: try row.text(6),
            actor: try row.text(7), causationID: try row.textOrNull(8), traceparent: try row.textOrNull(9),
            data: try row.bytes(10))
    }

    init(_ event: PendingEvent, position: Int64, sources: EventSources) {
        self.init(
            position: position, id: event.id, type: event.type, source: sources.source(of: event.producer),
            subject: event.subject, time: event.time,
            dataSchema: sources.dataSchema(type: event.type, version: event.schemaVersion),
            actor: event.caller.actor, causationID: event.caller.causationID,
            traceparent: event.caller.traceparent, data: event.data)
    }

    /// In the order of `EventLogTable.columns`.
    var columnValues: [SQLValue] {
        [
            .integer(position), .text(id), .text(type), .text(source), .text(subject), .integer(time.milliseconds),
            .text(dataSchema), .text(actor), causationID.sqlValue, traceparent.sqlValue, .bytes(data),
        ]
    }
}

/// Which events a reader wants.
public struct EventFilter: Sendable, Equatable {
    /// Wire names; none means all.
    public let types: [String]
    public let subject: String?

    public static let all = EventFilter()

    public init(types: [String] = [], subject: String? = nil) {
        self.types = types
        self.subject = subject
    }
}
