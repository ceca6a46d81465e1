import Events
import Storage

/// The right of one process to work a connector, and how long the account wants to be left alone.
struct ConnectorLease: Sendable, Equatable {
    /// Nothing is begun before, since the account throttled us.
    var pausedUntil: Timestamp
    /// How often in a row it did.
    var pauses: Int
}

extension Transaction {
    /// Takes or renews the lease. What a process before us was working on when it was lost becomes due again.
    /// - Returns: nil where another process holds it.
    func takeCloudLease(
        _ connectorID: String, owner: String, until: Timestamp, at now: Timestamp
    ) throws -> ConnectorLease? {
        let old = try first("SELECT owner FROM cloud_lease WHERE connector_id = \(connectorID)")
        let row = try first(
            """
            INSERT INTO cloud_lease (connector_id, owner, expires_at, paused_until, pauses)
            VALUES (\(connectorID), \(owner), \(until.milliseconds), 0, 0)
            ON CONFLICT (connector_id) DO UPDATE SET owner = excluded.owner, expires_at = excluded.expires_at
                WHERE cloud_lease.owner = excluded.owner OR cloud_lease.expires_at <= \(now.milliseconds)
            RETURNING paused_until, pauses
            """)
        guard let row else { return nil }
        if try old?.text(0) != owner {
            try execute(
                """
                UPDATE cloud_work SET state = 'due', due_at = \(now.milliseconds), claim = NULL
                WHERE connector_id = \(connectorID) AND state = 'working' AND state <> 'settled'
                """)
        }
        return ConnectorLease(
            pausedUntil: Timestamp(milliseconds: try row.integer(0)), pauses: Int(try row.integer(1)))
    }

    /// Ends every lease, whoever holds it.
    func endCloudLeases() throws {
        try execute("UPDATE cloud_lease SET expires_at = 0")
    }

    func releaseCloudLease(_ connectorID: String, owner: String) throws {
        try execute(
            "UPDATE cloud_lease SET expires_at = 0 WHERE connector_id = \(connectorID) AND owner = \(owner)")
    }

    func pauseCloudConnector(_ connectorID: String, until: Timestamp, pauses: Int, error: String) throws {
        try execute(
            """
            UPDATE cloud_lease SET paused_until = \(until.milliseconds), pauses = \(pauses), error = \(error)
            WHERE connector_id = \(connectorID)
            """)
    }

    func resumeCloudConnector(_ connectorID: String) throws {
        try execute(
            """
            UPDATE cloud_lease SET paused_until = 0, pauses = 0, error = NULL
            WHERE connector_id = \(connectorID) AND pauses > 0
            """)
    }
}

extension Reading where Self: ~Copyable {
    /// The projection is being filled again, so what it says is not yet so.
    func isCloudRebuilding() throws -> Bool {
        try first("SELECT 1 FROM cloud_rebuild") != nil
    }

    /// When the next resource of a connector becomes due; nil where none waits for a time. What another process is working
    /// on becomes due at the latest when its lease has run out.
    func nextCloudWork(in connectorID: String, for owner: String) throws -> Timestamp? {
        var next = try first(
            """
            SELECT l.expires_at FROM cloud_lease l WHERE l.connector_id = \(connectorID) AND l.owner <> \(owner)
                AND EXISTS (SELECT 1 FROM cloud_work w WHERE w.connector_id = l.connector_id
                    AND w.state = 'working' AND w.state <> 'settled')
            """)?.integer(0)
        for kind in ResourceKey.Kind.allCases {
            let row = try first(
                """
                SELECT MIN(due_at) FROM cloud_work
                WHERE connector_id = \(connectorID) AND rank = \(kind.rank) AND due_at IS NOT NULL
                """)
            guard let due = try row?.integerOrNull(0) else { continue }
            next = min(next ?? due, due)
        }
        return next.map(Timestamp.init(milliseconds:))
    }
}
