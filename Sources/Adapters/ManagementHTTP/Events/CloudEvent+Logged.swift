import CloudEvents
import EventLog
import Events

extension CloudEvent {
    /// The envelope of a logged event; the payload goes in as the bytes that were recorded.
    init(_ event: LoggedEvent) throws {
        var extensions: [String: ExtensionValue] = [
            "sequence": .string(Self.sequence(event.position)), "partitionkey": .string(event.subject),
            "actor": .string(event.actor),
        ]
        if let cause = event.causationID { extensions["causationid"] = .string(cause) }
        if let trace = event.traceparent { extensions["traceparent"] = .string(trace) }
        try self.init(
            id: event.id, source: event.source, type: event.type, subject: event.subject,
            time: try Timestamp(event.time.description), dataContentType: "application/json",
            dataSchema: event.dataSchema, data: .json(event.data), extensions: extensions)
    }

    /// A position as text that sorts as the number does: 20 digits.
    static func sequence(_ position: Int64) -> String {
        let digits = String(position)
        return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }
}
