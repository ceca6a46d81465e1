import EventLog
import Events
import Listing
import Logging
import Storage
import StorageSQLite
import Synchronization
import TestSupport

@testable import CloudProxy

/// A time that passes when it is told to.
final class ManualTime: Sendable {
    private let milliseconds = Mutex(Int64(1_800_000_000_000))

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func pass(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1_000 } }
    func reach(_ moment: Timestamp) { milliseconds.withLock { $0 = max($0, moment.milliseconds) } }
}

/// The whole cloud proxy over a database in a temporary directory, with simulated accounts behind it.
struct Workbench: Sendable {
    let database: SQLiteDatabase
    let log: EventLog
    let time = ManualTime()
    let world = Shared<[String: SimulatedAccount]>([:])
    let accounts: CloudAccounts
    let service: CloudService
    let reconciler: Reconciler
    let projection: CloudProjection

    /// Runs a test on a new one.
    static func with(
        _ configuration: CloudProxyConfiguration = CloudProxyConfiguration(),
        _ body: (Workbench) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let log = EventLog(sources: EventSources(base: nil))
            let database = try SQLiteDatabase.open(path: directory.path("test.db"), participant: log.participant)
            try await database.migrate(EventLog.migrations + CloudSchema.migrations)
            do {
                try await body(try Workbench(database, log, configuration))
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        }
    }

    private init(_ database: SQLiteDatabase, _ log: EventLog, _ configuration: CloudProxyConfiguration) throws {
        self.database = database
        self.log = log
        (accounts, reconciler) = try Self.makeReconciler(database, time, world, configuration, owner: "first")
        service = CloudService(accounts)
        projection = CloudProjection(signal: accounts.signal) { [time] in time.now }
    }

    private static func makeReconciler(
        _ database: SQLiteDatabase, _ time: ManualTime, _ world: Shared<[String: SimulatedAccount]>,
        _ configuration: CloudProxyConfiguration, owner: String
    ) throws -> (CloudAccounts, Reconciler) {
        let accounts = try CloudAccounts(
            database: database, owner: owner, configuration: configuration, now: { time.now }, random: { 0.5 },
            factory: { connector in
                guard let account = world.value[connector.id] else { throw NoSuchAccount() }
                return account
            })
        return (accounts, Reconciler(accounts, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }))
    }

    /// What another process would run.
    func anotherReconciler(owner: String) throws -> Reconciler {
        try Self.makeReconciler(database, time, world, accounts.configuration, owner: owner).1
    }

    /// Makes an account and a connector to it.
    @discardableResult
    func connect(
        _ id: String, region: String = "eu-west-1", proofs: ProofRegistry = ProofRegistry(),
        drift: ConnectorConfiguration.Drift = .report
    ) async throws -> SimulatedAccount {
        let account = SimulatedAccount(proofs: proofs)
        world.change { $0[id] = account }
        _ = try await service.create(ConnectorConfiguration(id: id, region: region, drift: drift))
        return account
    }

    /// Commits events and brings the projection up to them.
    func happen(_ events: [PendingEvent]) async throws {
        try await database.write { tx in
            for event in events { tx.record(event) }
        }
        try await project(after: try await head() - Int64(events.count))
    }

    func happen(_ events: PendingEvent...) async throws { try await happen(events) }

    func head() async throws -> Int64 { try await database.read { [log] in try log.head($0) } }

    /// Applies the log from a position on, some events at a time.
    func project(after position: Int64, batch: Int = 100) async throws {
        var position = position
        while true {
            let events = try await database.read { [log, position] in
                try log.read(after: position, limit: batch, from: $0)
            }
            guard let last = events.last else { return }
            try await database.write { [projection] tx in try projection.apply(events, in: tx) }
            position = last.position
        }
    }

    /// Works until nothing is due any more, letting time pass where something waits for it.
    func settle(_ connectors: String..., passing secondsMax: Int64 = 100_000) async throws {
        let end = time.now.milliseconds + secondsMax * 1_000
        for connector in connectors {
            while let next = try await reconciler.drain(connector), next.milliseconds <= end { time.reach(next) }
        }
    }

    func plannedCalls(_ connector: String) async throws -> [CloudCall] {
        var calls: [CloudCall] = []
        var bookmark: String?
        repeat {
            let page = try await service.plan(connector, after: bookmark, limit: 7)
            calls += page.list.flatMap(\.calls)
            bookmark = page.next
        } while bookmark != nil
        return calls
    }

    func work(_ key: String, in connector: String) async throws -> WorkView? {
        guard let key = ResourceKey(key) else { return nil }
        return try await database.read { try $0.cloudWork(on: key, in: connector) }
    }

    /// The rows of the tables, as text, in the order of their keys.
    func dump(_ tables: [String]) async throws -> [String] {
        try await database.read { snapshot in
            try tables.flatMap { table in
                try snapshot.query(Self.everything(of: table)).map { "\(table): \($0.values)" }.sorted()
            }
        }
    }

    static let projectionTables = [
        "cloud_ca", "cloud_ca_label", "cloud_certificate", "cloud_dms", "cloud_dms_ca", "cloud_device",
    ]

    private static func everything(of table: String) -> SQL {
        switch table {
        case "cloud_ca": "SELECT * FROM cloud_ca"
        case "cloud_ca_label": "SELECT * FROM cloud_ca_label"
        case "cloud_certificate": "SELECT * FROM cloud_certificate"
        case "cloud_dms": "SELECT * FROM cloud_dms"
        case "cloud_dms_ca": "SELECT * FROM cloud_dms_ca"
        case "cloud_device": "SELECT * FROM cloud_device"
        default: "SELECT * FROM cloud_work"
        }
    }
}

struct NoSuchAccount: Error {}

/// A value that may be changed from anywhere, copied with its owner.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>

    init(_ value: Value) { mutex = Mutex(value) }

    var value: Value { mutex.withLock { $0 } }
    func change(_ change: (inout Value) -> Void) { mutex.withLock { change(&$0) } }
}
