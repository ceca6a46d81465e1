import EventLog
import Events
import Storage
import StorageConformance
import StorageSQLite

/// A store with an event log and a table whose every row has an event, and every event a row.
struct House {
    let folder: TemporaryFolder
    let database: SQLiteDatabase
    let log: EventLog
    let subscriptions: Subscriptions
    static let time = Timestamp(seconds: 1_700_000_000)

    static let migrations =
        EventLog.migrations + [Migration("test/001") { _ in ["CREATE TABLE change (id TEXT PRIMARY KEY)"] }]

    /// - Parameter fault: stands in the writing connection, not armed yet.
    static func open(_ fault: Fault? = nil, sources: EventSources = EventSources(base: nil)) async throws -> House {
        let folder = try TemporaryFolder()
        let log = EventLog(sources: sources)
        let database = try SQLiteDatabase.open(
            path: folder.file("store.db"), participant: log.participant, configuration: .init(),
            wrapping: { fault?.wrap($0) ?? $0 })
        try await database.migrate(migrations)
        return House(
            folder: folder, database: database, log: log,
            subscriptions: Subscriptions(database: database, log: log) { time })
    }

    static func deletion(_ ca: String, at time: Timestamp = time) throws -> PendingEvent {
        try EventCatalog.caDelete.event(
            CADeletedPayload(caID: ca, serialNumber: "01"), about: ca, at: time, by: Caller(actor: "admin"))
    }

    /// Commits one event for each name, in one transaction.
    func record(_ names: [String]) async throws {
        try await database.write { tx in for name in names { tx.record(try Self.deletion(name)) } }
    }

    /// A row and its event.
    func change(_ name: String) async throws {
        try await database.write { tx in
            try tx.execute("INSERT INTO change (id) VALUES (\(name))")
            tx.record(try Self.deletion(name))
        }
    }

    func events(
        after position: Int64 = 0, limit: Int = 10_000, _ filter: EventFilter = .all
    ) async throws -> [LoggedEvent] {
        try await database.read { [log] in try log.read(after: position, limit: limit, filter: filter, from: $0) }
    }

    func head() async throws -> Int64 {
        try await database.read { [log] in try log.head($0) }
    }

    func texts(_ sql: SQL) async throws -> [String] {
        try await database.read { try $0.query(sql).map { try $0.text(0) } }
    }

    /// The planner's words for a statement, a line a step.
    func plan(_ sql: SQL) async throws -> [String] {
        try await database.read { try $0.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) } }
    }
}
