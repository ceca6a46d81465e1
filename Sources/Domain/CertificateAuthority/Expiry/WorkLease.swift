package import Events
package import Storage

/// The right of one process to do a piece of work that any of them could do. It saves the others the trouble; that
/// nothing is done twice is seen to by the work itself, which looks again in the transaction that changes something.
package struct WorkLease: Sendable {
    /// What it is for: `expiry`, `revocation`.
    package let name: String
    /// Names the process.
    package let owner: String

    package init(name: String, owner: String) {
        self.name = name
        self.owner = owner
    }

    static let time = WireDuration.seconds(30)

    /// Takes or renews it.
    /// - Returns: false where another process holds it.
    package func take(_ tx: borrowing Transaction, at now: Timestamp) throws -> Bool {
        let until = now + Self.time
        return try tx.first(
            """
            INSERT INTO work_lease (name, owner, expires_at) VALUES (\(name), \(owner), \(until.milliseconds))
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                WHERE work_lease.owner = excluded.owner OR work_lease.expires_at <= \(now.milliseconds)
            RETURNING name
            """) != nil
    }

    package func giveBack(_ tx: borrowing Transaction) throws {
        try tx.execute("DELETE FROM work_lease WHERE name = \(name) AND owner = \(owner)")
    }
}

extension CAService {
    /// Ends the leases of all processes on this database: to be called where whoever holds one cannot be alive.
    public func endWorkLeases() async throws {
        try await database.write { tx in try tx.execute("DELETE FROM work_lease") }
    }
}
