import Storage

/// The tables of the lists: the series that go on, and every list that was published.
enum CRLTable {
    static let migration = Migration("validation-authority/001-crl") { dialect in
        [
            """
            CREATE TABLE crl_series (
                ca_id TEXT NOT NULL, key_generation BIGINT NOT NULL, shard BIGINT NOT NULL,
                number BIGINT NOT NULL, scheduled_number BIGINT, scheduled_update BIGINT, delta_base BIGINT,
                delta_update BIGINT, marks BIGINT NOT NULL, marks_told BIGINT NOT NULL, points TEXT NOT NULL,
                has_last BIGINT NOT NULL,
                due_at BIGINT, PRIMARY KEY (ca_id, key_generation, shard))
            """,
            "CREATE INDEX crl_series_due ON crl_series (due_at) WHERE due_at IS NOT NULL",
            """
            CREATE TABLE crl (
                ca_id TEXT NOT NULL, name TEXT NOT NULL, key_generation BIGINT NOT NULL, shard BIGINT NOT NULL,
                kind TEXT NOT NULL, number BIGINT NOT NULL, base_number BIGINT, this_update BIGINT NOT NULL,
                next_update BIGINT NOT NULL, entries BIGINT NOT NULL, size BIGINT NOT NULL, scheduled BIGINT NOT NULL,
                der \(dialect.bytesType) NOT NULL, PRIMARY KEY (ca_id, name))
            """,
            "CREATE UNIQUE INDEX crl_number ON crl (ca_id, key_generation, shard, kind, number)",
            "CREATE INDEX crl_update ON crl (ca_id, this_update, name)",
            // All that an entry needs, so that a list of 100,000 is read without a look at a certificate.
            """
            CREATE INDEX certificate_entry
            ON certificate (ca_id, issuer_key, not_after, serial, revoked_at, revocation_reason, status)
            WHERE status = 'REVOKED'
            """,
        ]
    }
}
