@testable import EventLog
import Events
import Storage
import StorageSQLite
import Synchronization

/// A subscription whose steps the test takes one by one.
final class Desk {
    let house: House
    let worker: SubscriptionWorker
    var lease: SubscriptionLease?

    init(
        _ house: House, _ consumer: Consumer, _ time: ManualTime, name: String = "s", owner: String = "one",
        filter: EventFilter = .all, clock: any Clock<Duration> = SleepyClock(),
        _ configure: (inout SubscriptionConfiguration) -> Void = { _ in }
    ) {
        var configuration = SubscriptionConfiguration()
        configuration.attemptsMax = 3
        configuration.backoff = Backoff(first: .seconds(10), max: .seconds(15))
        configure(&configuration)
        self.house = house
        worker = SubscriptionWorker(
            database: house.database, log: house.log,
            record: SubscriptionRecord(
                name: name, owner: owner, leaseTime: configuration.leaseTime,
                startsAtHead: configuration.startsAtHead),
            filter: filter, consumer: consumer, configuration: configuration, clock: clock, now: { time.now },
            random: { 1 })
    }

    /// Steps until there is nothing to do at this time.
    /// - Returns: how long there will be nothing.
    @discardableResult
    func work() async throws -> Duration {
        while true {
            if let pause = try await worker.step(&lease) { return pause }
        }
    }

    func status() async throws -> SubscriptionStatus? {
        try await house.subscriptions.list().first { $0.name == worker.record.name }
    }
}

/// A subscriber that keeps what it gets and fails where it is told to.
final class Notebook: Subscriber {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let state = Mutex<(delivered: [String], tried: [String], broken: Set<String>)>(([], [], []))

    /// What was delivered, by CA, in order.
    var delivered: [String] { state.withLock { $0.delivered } }
    /// What was tried, failures included.
    var tried: [String] { state.withLock { $0.tried } }

    /// Events with this position in these subjects fail from now on.
    func breakDown(_ places: Set<String>) { state.withLock { $0.broken = places } }

    func deliver(_ event: LoggedEvent) async throws {
        let place = "\(event.subject.dropFirst(3))@\(event.position)"
        try state.withLock { state in
            state.tried.append(place)
            guard !state.broken.contains(place) else { throw Failure(description: "\(place) is out of order") }
            state.delivered.append(place)
        }
    }

    func delivered(of subject: String) -> [String] { delivered.filter { $0.hasPrefix(subject + "@") } }
}

/// A projection that has one row for each event applied, and fails on subjects that it is told not to take.
struct Ledger: Projector {
    static let migration = Migration("test/ledger") { dialect in
        [
            "CREATE TABLE ledger (position \(dialect.integerType) PRIMARY KEY, subject TEXT NOT NULL, counted TEXT NOT NULL)"
        ]
    }

    struct Refused: Error {}

    let refused: @Sendable (LoggedEvent) -> Bool

    init(refused: @escaping @Sendable (LoggedEvent) -> Bool = { _ in false }) {
        self.refused = refused
    }

    func apply(_ events: [LoggedEvent], in tx: borrowing Transaction) throws {
        for event in events {
            try tx.execute(
                """
                INSERT INTO ledger (position, subject, counted) VALUES (\(event.position), \(event.subject),
                    (SELECT COUNT(*) FROM ledger WHERE subject = \(event.subject)))
                """)
            if refused(event) { throw Refused() }
        }
    }
}
