public import Storage

/// The schema of CAs and certificates.
public enum CertificateAuthorityStore {
    public static let migrations = [
        Migration("certificate-authority/001") { dialect in
            [
                """
                CREATE TABLE ca (
                    id TEXT PRIMARY KEY, parent_id TEXT REFERENCES ca (id), common_name TEXT NOT NULL,
                    status TEXT NOT NULL, type TEXT NOT NULL, engine_id TEXT NOT NULL, key_id TEXT,
                    key_type TEXT NOT NULL, key_bits BIGINT NOT NULL, serial \(dialect.bytesType) NOT NULL,
                    issuer_serial \(dialect.bytesType) NOT NULL, certificate \(dialect.bytesType) NOT NULL,
                    not_before BIGINT NOT NULL, not_after BIGINT NOT NULL, revoked_at BIGINT, revocation_reason TEXT,
                    issuance_expiration TEXT NOT NULL, metadata TEXT NOT NULL, created_at BIGINT NOT NULL)
                """,
                "CREATE INDEX ca_parent ON ca (parent_id)",
                "CREATE INDEX ca_serial ON ca (serial)",
                "CREATE INDEX ca_created ON ca (created_at, id)",
                """
                CREATE TABLE certificate (
                    serial \(dialect.bytesType) NOT NULL, ca_id TEXT NOT NULL, issuer_serial \(dialect.bytesType) NOT NULL,
                    common_name TEXT NOT NULL, status TEXT NOT NULL, type TEXT NOT NULL, engine_id TEXT NOT NULL,
                    key_type TEXT NOT NULL, key_bits BIGINT NOT NULL, key_hash \(dialect.bytesType) NOT NULL,
                    certificate \(dialect.bytesType) NOT NULL, not_before BIGINT NOT NULL, not_after BIGINT NOT NULL,
                    revoked_at BIGINT, revocation_reason TEXT, metadata TEXT NOT NULL, created_at BIGINT NOT NULL)
                """,
                "CREATE UNIQUE INDEX certificate_serial ON certificate (serial)",
                "CREATE INDEX certificate_created ON certificate (created_at, serial)",
                "CREATE INDEX certificate_ca ON certificate (ca_id, created_at, serial)",
            ]
        },
        Migration("certificate-authority/002-life") { dialect in
            [
                "ALTER TABLE ca ADD COLUMN key_generation BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE ca ADD COLUMN issuer_key BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE ca ADD COLUMN crl_shards BIGINT NOT NULL DEFAULT 1",
                "ALTER TABLE ca ADD COLUMN key_identifier \(dialect.bytesType)",
                "ALTER TABLE ca ADD COLUMN issuer_key_identifier \(dialect.bytesType)",
                "ALTER TABLE ca ADD COLUMN due_at BIGINT",
                "ALTER TABLE ca ADD COLUMN closing_at BIGINT",
                "ALTER TABLE ca ADD COLUMN deleted_at BIGINT",
                "CREATE INDEX ca_due ON ca (due_at) WHERE due_at IS NOT NULL",
                "CREATE INDEX ca_key_identifier ON ca (key_identifier)",
                "CREATE INDEX ca_issuer_key_identifier ON ca (issuer_key_identifier)",
                "ALTER TABLE certificate ADD COLUMN issuer_key BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE certificate ADD COLUMN preventive BIGINT",
                "ALTER TABLE certificate ADD COLUMN due_at BIGINT",
                "ALTER TABLE certificate ADD COLUMN released_at BIGINT",
                "CREATE INDEX certificate_due ON certificate (due_at) WHERE due_at IS NOT NULL",
                """
                CREATE INDEX certificate_revoked ON certificate (ca_id, issuer_key, revoked_at, serial)
                WHERE status = 'REVOKED'
                """,
                """
                CREATE INDEX certificate_released ON certificate (ca_id, issuer_key, released_at)
                WHERE released_at IS NOT NULL
                """,
                "UPDATE ca SET due_at = not_after - 604800000 WHERE status = 'ACTIVE'",
                "UPDATE certificate SET due_at = not_after - 604800000 WHERE status = 'ACTIVE'",
            ]
        },
        authorities,
        collection,
        workInProgress,
        LinkStanding.migration,
    ]
}
