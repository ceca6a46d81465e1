import Storage

extension CertificateAuthorityStore {
    /// Work that goes on beside requests: who does it, and how far it is.
    static let workInProgress = Migration("certificate-authority/003-work-in-progress") { dialect in
        [
            "CREATE TABLE work_lease (name TEXT PRIMARY KEY, owner TEXT NOT NULL, expires_at BIGINT NOT NULL)",
            """
            CREATE TABLE expiry_windows (
                id BIGINT PRIMARY KEY CHECK (id = 1), preventive BIGINT NOT NULL, critical BIGINT NOT NULL,
                last_ca TEXT, last_certificate \(dialect.bytesType))
            """,
            """
            CREATE TABLE revocation_series (
                ca_id TEXT PRIMARY KEY REFERENCES ca (id), reason TEXT NOT NULL, actor TEXT NOT NULL,
                causation_id TEXT, traceparent TEXT, requested_at BIGINT NOT NULL, revoked BIGINT NOT NULL,
                finished_at BIGINT)
            """,
            """
            CREATE INDEX revocation_series_open ON revocation_series (requested_at, ca_id) WHERE finished_at IS NULL
            """,
            """
            CREATE INDEX certificate_live ON certificate (ca_id, created_at, serial, status)
            WHERE status NOT IN ('EXPIRED', 'REVOKED')
            """,
            """
            CREATE INDEX ca_live_below ON ca (parent_id, created_at, id)
            WHERE status NOT IN ('EXPIRED', 'REVOKED')
            """,
        ]
    }
}
