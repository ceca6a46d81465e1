import Storage

extension CertificateAuthorityStore {
    /// Every certificate that a CA has had, the certificates that link its keys, the keys whose certificate an outside
    /// CA is to sign, and the keys that are to be destroyed.
    static let authorities = Migration("certificate-authority/003-authorities") { dialect in
        [
            """
            CREATE TABLE ca_certificate (
                ca_id TEXT NOT NULL REFERENCES ca (id), number BIGINT NOT NULL, key_generation BIGINT NOT NULL,
                key_id TEXT, key_hash \(dialect.bytesType), key_identifier \(dialect.bytesType),
                issuer_key_identifier \(dialect.bytesType), serial \(dialect.bytesType) NOT NULL,
                issuer_id TEXT REFERENCES ca (id), issuer_key BIGINT NOT NULL,
                issuer_serial \(dialect.bytesType) NOT NULL, certificate \(dialect.bytesType) NOT NULL,
                not_before BIGINT NOT NULL, not_after BIGINT NOT NULL, created_at BIGINT NOT NULL,
                PRIMARY KEY (ca_id, number))
            """,
            """
            INSERT INTO ca_certificate
            SELECT id, 0, key_generation, key_id, NULL, key_identifier, issuer_key_identifier, serial, parent_id,
                issuer_key, issuer_serial, certificate, not_before, not_after, created_at
            FROM ca
            """,
            "CREATE INDEX ca_certificate_serial ON ca_certificate (serial)",
            "CREATE INDEX ca_certificate_key ON ca_certificate (key_id)",
            "CREATE INDEX ca_certificate_key_hash ON ca_certificate (key_hash)",
            "CREATE INDEX ca_certificate_key_identifier ON ca_certificate (key_identifier)",
            "CREATE INDEX ca_certificate_issuer ON ca_certificate (issuer_id, issuer_key)",
            "CREATE INDEX ca_certificate_issuer_key_identifier ON ca_certificate (issuer_key_identifier)",
            """
            CREATE TABLE ca_link (
                ca_id TEXT NOT NULL REFERENCES ca (id), key_generation BIGINT NOT NULL, kind TEXT NOT NULL,
                serial \(dialect.bytesType) NOT NULL, certificate \(dialect.bytesType) NOT NULL,
                not_before BIGINT NOT NULL, not_after BIGINT NOT NULL, created_at BIGINT NOT NULL,
                PRIMARY KEY (ca_id, key_generation, kind))
            """,
            """
            CREATE TABLE ca_request (
                id TEXT PRIMARY KEY, common_name TEXT NOT NULL, engine_id TEXT NOT NULL, key_id TEXT NOT NULL,
                key_type TEXT NOT NULL, key_bits BIGINT NOT NULL, key_hash \(dialect.bytesType) NOT NULL,
                request \(dialect.bytesType) NOT NULL, created_at BIGINT NOT NULL)
            """,
            "CREATE UNIQUE INDEX ca_request_key_hash ON ca_request (key_hash)",
            "CREATE INDEX ca_request_key ON ca_request (key_id)",
            "CREATE INDEX ca_request_created ON ca_request (created_at, id)",
            "CREATE TABLE discarded_key (id TEXT PRIMARY KEY, discarded_at BIGINT NOT NULL)",
        ]
    }
}
