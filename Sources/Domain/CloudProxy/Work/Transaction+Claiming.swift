import Events
import Storage

extension Transaction {
    /// Takes due resources for work, those first that others depend on, then in the order of their time.
    /// Durable afterwards: that each is being worked on, until when, and that the account may hold it.
    /// - Parameters:
    ///   - limit: how many rows are looked at.
    ///   - token: tells this claim from all others.
    func claimCloudWork(
        in connector: ConnectorConfiguration, limit: Int, token: String, downstream: [CertificateText],
        until: Timestamp, at now: Timestamp
    ) throws -> (claims: [WorkClaim], lookedAt: Int) {
        var claims: [WorkClaim] = []
        var lookedAt = 0
        for kind in ResourceKey.Kind.allCases where lookedAt < limit {
            let rows = try query(
                """
                SELECT resource FROM cloud_work WHERE connector_id = \(connector.id) AND rank = \(kind.rank)
                    AND due_at <= \(now.milliseconds)
                ORDER BY due_at LIMIT \(limit - lookedAt)
                """)
            lookedAt += rows.count
            for row in rows {
                guard let key = ResourceKey(try row.text(0)) else {
                    preconditionFailure("every row of the work table was marked by its key")
                }
                let ticket = try takeCloudWork(
                    key, in: connector, token: token, downstream: downstream, until: until, at: now)
                if case .claimed(let claim) = ticket { claims.append(claim) }
            }
        }
        return (claims, lookedAt)
    }

    /// Takes one resource, due or not.
    func claimCloudWork(
        on key: ResourceKey, in connector: ConnectorConfiguration, token: String, downstream: [CertificateText],
        until: Timestamp, at now: Timestamp
    ) throws -> WorkTicket {
        let row = try first(
            """
            SELECT state, due_at FROM cloud_work
            WHERE connector_id = \(connector.id) AND resource = \(key.description)
            """)
        if let row, try row.text(0) == "working", try (row.integerOrNull(1) ?? 0) > now.milliseconds { return .busy }
        if row == nil { try markCloudWork(key, in: connector.id, at: now) }
        return try takeCloudWork(key, in: connector, token: token, downstream: downstream, until: until, at: now)
    }

    private func takeCloudWork(
        _ key: ResourceKey, in connector: ConnectorConfiguration, token: String, downstream: [CertificateText],
        until: Timestamp, at now: Timestamp
    ) throws -> WorkTicket {
        guard let wish = try cloudWish(for: key, in: connector, downstream: downstream) else {
            try settleUnneeded(key, in: connector.id)
            return .unneeded
        }
        if let prerequisite = try cloudPrerequisite(among: wish.needs, in: connector.id) {
            try execute(
                """
                UPDATE cloud_work SET state = 'waiting', waits_for = \(prerequisite.description), due_at = NULL,
                    claim = NULL
                WHERE connector_id = \(connector.id) AND resource = \(key.description)
                """)
            return .waits(for: prerequisite)
        }
        let row = try first(
            """
            UPDATE cloud_work SET state = 'working', claim = \(token), due_at = \(until.milliseconds), waits_for = NULL,
                is_published = \(SQL.greatest("is_published", wish.publishes)), proves = \(wish.proves)
            WHERE connector_id = \(connector.id) AND resource = \(key.description) RETURNING generation, attempts
            """)
        guard let row else { return .unneeded }
        return .claimed(
            WorkClaim(
                connectorID: connector.id, key: key, wish: wish, generation: try row.integer(0),
                attempts: Int(try row.integer(1)), token: token))
    }

    /// A row stays only for what it remembers.
    private func settleUnneeded(_ key: ResourceKey, in connectorID: String) throws {
        try execute(
            """
            DELETE FROM cloud_work
            WHERE connector_id = \(connectorID) AND resource = \(key.description) AND is_published = 0
            """)
        try execute(
            """
            UPDATE cloud_work SET state = 'settled', due_at = NULL, claim = NULL, waits_for = NULL, attempts = 0,
                error = NULL
            WHERE connector_id = \(connectorID) AND resource = \(key.description)
            """)
    }
}

extension SQL {
    /// A flag that is kept where it is set.
    fileprivate static func greatest(_ column: SQL, _ flag: Bool) -> SQL {
        "CASE WHEN \(column) = 1 THEN 1 ELSE \(flag) END"
    }
}
