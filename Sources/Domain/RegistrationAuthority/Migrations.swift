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
    ]
}
