import Storage

extension CertificateAuthorityStore {
    /// The orders in which certificates are listed, and how many there are of each kind.
    static let collection = Migration("certificate-authority/004-collection") { _ in
        [
            "CREATE INDEX ca_common_name ON ca (common_name)",
            "CREATE INDEX certificate_end ON certificate (not_after, serial)",
            "CREATE INDEX certificate_status ON certificate (status, created_at, serial) WHERE status <> 'ACTIVE'",
            """
            CREATE TABLE certificate_count (
                ca_id TEXT NOT NULL, status TEXT NOT NULL, key_type TEXT NOT NULL, end_month BIGINT NOT NULL,
                number BIGINT NOT NULL, PRIMARY KEY (ca_id, status, key_type, end_month))
            """,
            countOfThoseBefore,
        ]
    }

    /// The months are those of `CivilMonth`, in the arithmetic that every engine has: days since March of the year 0, then
    /// 400 years, years and days among them.
    private static let countOfThoseBefore: SQL = """
        INSERT INTO certificate_count (ca_id, status, key_type, end_month, number)
        SELECT ca_id, status, key_type, (year + march / 10) * 12 + (march + 2) % 12, COUNT(*) FROM (
            SELECT ca_id, status, key_type, era * 400 + y AS year,
                (5 * (d - 365 * y - y / 4 + y / 100) + 2) / 153 AS march
            FROM (
                SELECT ca_id, status, key_type, era, d, (d - d / 1460 + d / 36524 - d / 146096) / 365 AS y FROM (
                    SELECT ca_id, status, key_type, days / 146097 AS era, days % 146097 AS d FROM (
                        SELECT ca_id, status, key_type, not_after / 86400000 + 719468 AS days FROM certificate
                    ) AS a
                ) AS b
            ) AS c
        ) AS e
        GROUP BY ca_id, status, key_type, (year + march / 10) * 12 + (march + 2) % 12
        """
}
