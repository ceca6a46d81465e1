import CertificateAuthority
import Events
import Storage

extension Reading where Self: ~Copyable {
    func crlSeries(ofCA caID: String, key: Int) throws -> [CRLSeries] {
        try query(
            """
            SELECT \(CRLSeries.columns) FROM crl_series
            WHERE ca_id = \(caID) AND key_generation = \(key) ORDER BY shard
            """
        ).map(CRLSeries.init(row:))
    }

    /// The key with the list that has been due for longest.
    func dueCRLKey(at now: Timestamp) throws -> (caID: String, key: Int)? {
        try first(
            """
            SELECT ca_id, key_generation FROM crl_series
            WHERE due_at IS NOT NULL AND due_at <= \(now.milliseconds) ORDER BY due_at LIMIT 1
            """
        ).map { (try $0.text(0), Int(try $0.integer(1))) }
    }

    /// Into how many lists the CRL of a key is divided; 0 where it is whole.
    func shardCount(ofCA caID: String, key: Int) throws -> Int {
        let row = try first(
            """
            SELECT COUNT(*) FROM crl_series
            WHERE ca_id = \(caID) AND key_generation = \(key) AND shard >= 0
            """)
        return try row.map { Int(try $0.integer(0)) } ?? 0
    }
}

extension Transaction {
    /// Begins the series that a key has not got yet, and goes on with those that ended with a certificate that has been
    /// reissued since; their lists are due at once.
    func openSeries(of key: IssuingKey, at now: Timestamp) throws {
        guard !key.isDeleted, now <= key.notAfter else { return }
        let shards = key.crlShards > 1 ? Array(0..<key.crlShards) : []
        for shard in [-1] + shards {
            try execute(
                """
                INSERT INTO crl_series (ca_id, key_generation, shard, number, marks, marks_told, points, has_last, due_at)
                VALUES (\(key.caID), \(key.generation), \(shard), 0, 0, 0, '', 0, \(now.milliseconds))
                ON CONFLICT (ca_id, key_generation, shard) DO NOTHING
                """)
        }
        try execute(
            """
            UPDATE crl_series SET due_at = \(now.milliseconds)
            WHERE ca_id = \(key.caID) AND key_generation = \(key.generation) AND due_at IS NULL AND has_last = 0
            """)
    }

    /// Notes that the lists must tell of a change: the whole one and the one of this shard, or all where there is none.
    func mark(ofCA caID: String, key: Int, shard: Int?, at now: Timestamp) throws {
        var condition: SQL = "ca_id = \(caID) AND key_generation = \(key) AND due_at IS NOT NULL"
        if let shard { condition.append(" AND shard IN (-1, \(shard))") }
        try execute("UPDATE crl_series SET marks = marks + 1, due_at = \(now.milliseconds) WHERE \(condition)")
    }

    /// Takes the due lists of a key for a while.
    func claimSeries(
        ofCA caID: String, key: Int, at now: Timestamp, until end: Timestamp
    ) throws -> [CRLSeries] {
        try query(
            """
            UPDATE crl_series SET due_at = \(end.milliseconds)
            WHERE ca_id = \(caID) AND key_generation = \(key) AND due_at IS NOT NULL
                AND due_at <= \(now.milliseconds)
            RETURNING \(CRLSeries.columns)
            """
        ).map(CRLSeries.init(row:))
    }

    /// Ends the series of a key, or of all keys of a CA: the last lists stay.
    func closeSeries(ofCA caID: String, key: Int? = nil) throws {
        var condition: SQL = "ca_id = \(caID)"
        if let key { condition.append(" AND key_generation = \(key)") }
        try execute("UPDATE crl_series SET due_at = NULL WHERE \(condition)")
    }

    /// Puts down how a series goes on. What was marked meanwhile stays due.
    /// - Returns: false where another server has published meanwhile, and nothing was changed.
    func store(
        _ next: CRLSeries, after previous: CRLSeries, due: Timestamp?, isLast: Bool, at now: Timestamp
    ) throws -> Bool {
        let scope = next.scope
        let changed = try execute(
            """
            UPDATE crl_series SET number = \(next.number), scheduled_number = \(next.scheduledNumber),
                scheduled_update = \(next.scheduledUpdate?.milliseconds), delta_base = \(next.deltaBase),
                delta_update = \(next.deltaUpdate?.milliseconds), marks_told = \(next.marksTold),
                points = \(next.points.joined(separator: "\n")), has_last = \(isLast ? 1 : 0),
                due_at = CASE WHEN marks = \(next.marksTold) THEN CAST(\(due?.milliseconds) AS BIGINT)
                    ELSE CAST(\(now.milliseconds) AS BIGINT) END
            WHERE ca_id = \(scope.caID) AND key_generation = \(scope.key) AND shard = \(scope.shardColumn)
                AND number = \(previous.number)
            """)
        return changed == 1
    }
}
