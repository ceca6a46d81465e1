public import Events
import PKIX
import Storage
import StorageSQLite

extension TestPKI {
    /// Devices straight into the tables, each with a certificate that is a copy of a stored one, one millisecond younger
    /// than the one before: as many rows as a large fleet has. Every tenth has the tag `tenth`.
    public func insertDevices(_ count: Int, of dms: String, with model: CertificatePayload) async throws {
        try await insertCopies(count, of: model)
        let batch = 10_000
        let start = clock.now.milliseconds
        let end = start + 364 * 86_400_000
        for first in stride(from: 0, to: count, by: batch) {
            let size = min(batch, count - first)
            try await database.write { tx in
                let numbers: SQL = """
                    WITH RECURSIVE number (n) AS (SELECT \(first) UNION ALL SELECT n + 1 FROM number LIMIT \(size))
                    """
                _ = try tx.execute(
                    """
                    \(numbers)
                    INSERT INTO device (id, dms_name, alias, status, allow_new_enrollment, description, tags, icon_name,
                        icon_color, created_at, metadata, expires_at)
                    SELECT 'device-' || n, \(dms), 'device-' || n, 'FULLY_PROVISIONED', 0, '',
                        CASE n % 10 WHEN 0 THEN '["tenth"]' ELSE '[]' END, '', '', \(start) + n, '{}', \(end) FROM number
                    """)
                _ = try tx.execute(
                    """
                    \(numbers)
                    INSERT INTO device_tag (tag, registered_at, tagged_id)
                    SELECT 'tenth', \(start) + n, 'device-' || n FROM number WHERE n % 10 = 0
                    """)
                _ = try tx.execute(
                    """
                    \(numbers)
                    INSERT INTO slot (device_id, id, serial, enrolled_by, enrolled_at)
                    SELECT 'device-' || n, 'default', CAST(printf('%020d', n * 7919 % 1000003 + 1) AS BLOB), x'00', \(start)
                    FROM number
                    """)
            }
        }
    }
}
