public import Storage

/// The schema of DMSs.
public enum RegistrationAuthorityStore {
    public static let migrations = [
        Migration("registration-authority/001") { _ in
            [
                """
                CREATE TABLE dms (
                    name TEXT PRIMARY KEY, status TEXT NOT NULL, aws TEXT NOT NULL, identity_profile TEXT NOT NULL,
                    created_at BIGINT NOT NULL)
                """,
                "CREATE INDEX dms_created ON dms (created_at, name)",
            ]
        },
        Migration("registration-authority/002-remote") { _ in
            ["ALTER TABLE dms ADD COLUMN remote_identity TEXT NOT NULL DEFAULT ''"]
        },
        EnrollmentRequest.migration,
        // The serial number of a remote DMS's own certificate: what becomes of that moves the DMS.
        Migration("registration-authority/003-dms-certificate") { dialect in
            [
                "ALTER TABLE dms ADD COLUMN certificate_serial \(dialect.bytesType)",
                """
                CREATE UNIQUE INDEX dms_certificate ON dms (certificate_serial)
                    WHERE certificate_serial IS NOT NULL
                """,
            ]
        },
        Migration("registration-authority/auth-001") { dialect in
            [
                """
                CREATE TABLE dms_credential (
                    dms_name TEXT NOT NULL, user_name TEXT NOT NULL, rounds BIGINT NOT NULL, block_size BIGINT NOT NULL,
                    parallelism BIGINT NOT NULL, salt \(dialect.bytesType) NOT NULL,
                    hash \(dialect.bytesType) NOT NULL, created_at BIGINT NOT NULL,
                    PRIMARY KEY (dms_name, user_name))
                """,
                "CREATE TABLE webhook_key (name TEXT PRIMARY KEY, key_id TEXT NOT NULL, created_at BIGINT NOT NULL)",
            ]
        },
    ]
}
