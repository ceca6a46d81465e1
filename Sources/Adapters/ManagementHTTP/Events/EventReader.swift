public import EventLog
public import Storage

/// Reads the event log for callers outside.
public struct EventReader: Sendable {
    let database: any Database
    let log: EventLog

    public init(database: any Database, log: EventLog) {
        self.database = database
        self.log = log
    }

    func read(after position: Int64, limit: Int, _ filter: EventFilter) async throws -> [LoggedEvent] {
        try await database.read { [log] snapshot in
            try log.read(after: position, limit: limit, filter: filter, from: snapshot)
        }
    }

    /// Sequence of the last event; 0 before the first.
    func head() async throws -> Int64 {
        try await database.read { [log] snapshot in try log.head(snapshot) }
    }
}
