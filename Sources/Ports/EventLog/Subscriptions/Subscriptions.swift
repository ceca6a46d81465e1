public import Events
public import Storage

/// Where one subscription stands.
public struct SubscriptionStatus: Sendable, Equatable {
    public let name: String
    /// Position up to which events were delivered or are held back.
    public let cursor: Int64
    /// Events in the log after the cursor, including those that the filter leaves out.
    public let lag: Int64
    /// Events that failed and are tried again by themselves.
    public let retrying: Int64
    /// Events behind one that is retrying or parked.
    public let waiting: Int64
    /// Events that wait for somebody's decision.
    public let parked: Int64
    /// The process that works it or did last; nil after a shutdown.
    public let owner: String?
    public let leasedUntil: Timestamp
}

/// An event that was tried in vain.
public struct ParkedEvent: Sendable, Equatable {
    public let event: LoggedEvent
    public let attempts: Int
    public let error: String
}

public enum SubscriptionError: Error, Equatable, Sendable {
    case unknown(String)
    /// There is no parked event at this position.
    case notParked(Int64)
}

/// What those who run the house can see of the subscriptions and do about them.
public struct Subscriptions: Sendable {
    private let database: any Database
    private let log: EventLog
    private let now: @Sendable () -> Timestamp

    public init(database: any Database, log: EventLog, now: @escaping @Sendable () -> Timestamp) {
        self.database = database
        self.log = log
        self.now = now
    }

    /// All subscriptions, by name.
    public func list() async throws -> [SubscriptionStatus] {
        try await database.read { [log] snapshot in
            let head = try log.head(snapshot)
            let counts = try HeldCounts(snapshot)
            let rows = try snapshot.query(
                "SELECT name, cursor, lease_owner, lease_until FROM subscription ORDER BY name")
            return try rows.map { row in
                let name = try row.text(0)
                return SubscriptionStatus(
                    name: name, cursor: try row.integer(1), lag: head - (try row.integer(1)),
                    retrying: counts[name, "retrying"], waiting: counts[name, "waiting"],
                    parked: counts[name, "parked"], owner: try row.textOrNull(2),
                    leasedUntil: Timestamp(milliseconds: try row.integer(3)))
            }
        }
    }

    /// A page of parked events in the order of the log.
    public func parked(_ name: String, after position: Int64 = 0, limit: Int = 100) async throws -> [ParkedEvent] {
        try await database.read { snapshot in
            try Self.check(name, snapshot)
            return try snapshot.query(SubscriptionTable.parked(name, after: position, limit: limit)).map {
                ParkedEvent(
                    event: try LoggedEvent($0), attempts: Int(try $0.integer(11)), error: try $0.textOrNull(12) ?? "")
            }
        }
    }

    /// Has a parked event tried again, with all its attempts.
    public func retry(_ name: String, position: Int64) async throws {
        try await change(name) { tx, now in
            let changed = try tx.execute(
                """
                UPDATE subscription_held SET state = 'retrying', attempts = 0, next_attempt = \(now)
                WHERE subscription = \(name) AND position = \(position) AND state = 'parked'
                """)
            guard changed == 1 else { throw SubscriptionError.notParked(position) }
        }
    }

    /// - Returns: how many parked events are tried again.
    @discardableResult
    public func retryAll(_ name: String) async throws -> Int {
        try await change(name) { tx, now in
            try tx.execute(
                """
                UPDATE subscription_held SET state = 'retrying', attempts = 0, next_attempt = \(now)
                WHERE subscription = \(name) AND state = 'parked'
                """)
        }
    }

    /// Gives a parked event up: it is never delivered, and its subject goes on with the next.
    public func skip(_ name: String, position: Int64) async throws {
        try await change(name) { tx, now in
            let changed = try tx.execute(
                """
                DELETE FROM subscription_held
                WHERE subscription = \(name) AND position = \(position) AND state = 'parked'
                """)
            guard changed == 1 else { throw SubscriptionError.notParked(position) }
            try tx.execute(SubscriptionTable.promote(name, now))
        }
    }

    /// Delivers again from a position on: the next new event is the first at or after it. Events that are held back from
    /// there on are forgotten, for they come again. What is under way may come once more.
    public func replay(_ name: String, from position: Int64) async throws {
        try await change(name) { [log] tx, _ in
            let cursor = min(max(position, 1) - 1, try log.head(tx))
            try tx.execute("DELETE FROM subscription_held WHERE subscription = \(name) AND position > \(cursor)")
            // Whoever works it now loses the lease, so that no batch of before can move the cursor on again.
            try tx.execute(
                """
                UPDATE subscription SET cursor = \(cursor), fence = fence + 1, lease_owner = NULL, lease_until = 0
                WHERE name = \(name)
                """)
        }
    }

    /// Takes the leases from whoever holds them. Only for one who knows that nobody else is running, for instance at the
    /// start of the one process that may use a folder: a process that was killed would keep its successor waiting.
    public func releaseLeases() async throws {
        try await database.write { tx in
            try tx.execute("UPDATE subscription SET fence = fence + 1, lease_owner = NULL, lease_until = 0")
        }
    }

    private func change<Value: Sendable>(
        _ name: String, _ body: @escaping @Sendable (borrowing Transaction, Int64) throws -> Value
    ) async throws -> Value {
        let now = now().milliseconds
        let value = try await database.write { tx in
            try Self.check(name, tx)
            return try body(tx, now)
        }
        log.signal.wake()
        return value
    }

    private static func check(_ name: String, _ reader: borrowing some Reading & ~Copyable) throws {
        guard try reader.first("SELECT 1 FROM subscription WHERE name = \(name)") != nil else {
            throw SubscriptionError.unknown(name)
        }
    }
}

private struct HeldCounts {
    private var counts: [String: [String: Int64]] = [:]

    init(_ snapshot: borrowing Snapshot) throws {
        let rows = try snapshot.query(
            "SELECT subscription, state, COUNT(*) FROM subscription_held GROUP BY subscription, state")
        for row in rows { counts[try row.text(0), default: [:]][try row.text(1)] = try row.integer(2) }
    }

    subscript(name: String, state: String) -> Int64 { counts[name]?[state] ?? 0 }
}
