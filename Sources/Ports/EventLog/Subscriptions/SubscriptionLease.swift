import Events
import Storage

/// The right of one process to work a subscription. Every write for the subscription names the fence and is refused once
/// another process has taken over, however late it comes.
struct SubscriptionLease: Sendable {
    let fence: Int64
    var until: Timestamp
}

/// The lease ran out and was taken by another process, or was withdrawn by a replay.
struct LeaseLost: Error {}

/// One subscription's row.
struct SubscriptionRecord: Sendable {
    let name: String
    let owner: String
    let leaseTime: Duration
    let startsAtHead: Bool

    /// Until when another process, or this one, holds the lease; nil where the subscription is new.
    func leasedUntil(_ reader: borrowing some Reading & ~Copyable) throws -> Timestamp? {
        try reader.first("SELECT lease_until FROM subscription WHERE name = \(name)")
            .map { Timestamp(milliseconds: try $0.integer(0)) }
    }

    /// Takes the lease where it is free, and makes the subscription where it is new.
    func acquire(_ tx: borrowing Transaction, at now: Timestamp) throws -> SubscriptionLease? {
        let start = startsAtHead ? try tx.first(EventLogTable.head)?.integerOrNull(0) ?? 0 : 0
        try tx.execute(
            """
            INSERT INTO subscription (name, cursor, fence, lease_until) VALUES (\(name), \(start), 0, 0)
            ON CONFLICT (name) DO NOTHING
            """)
        let until = end(from: now)
        let row = try tx.first(
            """
            UPDATE subscription SET fence = fence + 1, lease_owner = \(owner), lease_until = \(until.milliseconds)
            WHERE name = \(name) AND lease_until <= \(now.milliseconds) RETURNING fence
            """)
        return try row.map { SubscriptionLease(fence: try $0.integer(0), until: until) }
    }

    /// - Throws: `LeaseLost`.
    func renew(_ lease: SubscriptionLease, _ tx: borrowing Transaction, at now: Timestamp) throws {
        let changed = try tx.execute(
            """
            UPDATE subscription SET lease_until = \(end(from: now).milliseconds)
            WHERE name = \(name) AND fence = \(lease.fence)
            """)
        guard changed == 1 else { throw LeaseLost() }
    }

    /// Renews the lease as well.
    /// - Throws: `LeaseLost`.
    func moveCursor(
        to position: Int64, _ lease: SubscriptionLease, _ tx: borrowing Transaction, at now: Timestamp
    ) throws {
        let changed = try tx.execute(
            """
            UPDATE subscription SET cursor = \(position), lease_until = \(end(from: now).milliseconds)
            WHERE name = \(name) AND fence = \(lease.fence)
            """)
        guard changed == 1 else { throw LeaseLost() }
    }

    /// Lets others have the lease at once; nothing where it is not ours any more.
    func release(_ lease: SubscriptionLease, _ tx: borrowing Transaction) throws {
        try tx.execute(
            """
            UPDATE subscription SET lease_owner = NULL, lease_until = 0
            WHERE name = \(name) AND fence = \(lease.fence)
            """)
    }

    func end(from now: Timestamp) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds + leaseTime.milliseconds)
    }
}
