public import Storage

/// The schema of issuance profiles. Those that are built in have no row.
public enum ProfileStore {
    public static let migrations = [
        Migration("issuance-profiles/001") { dialect in
            [
                """
                CREATE TABLE profile (
                    id TEXT PRIMARY KEY, body TEXT NOT NULL, digest \(dialect.bytesType) NOT NULL,
                    created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)
                """
            ]
        }
    ]
}
