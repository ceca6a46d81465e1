public import Events
import PKIX
import Storage
import StorageSQLite

extension TestPKI {
    /// Copies of a stored certificate, each with a serial number of its own and one millisecond younger than the one
    /// before: as many rows as a large CA has.
    public func insertCopies(_ count: Int, of model: CertificatePayload) async throws {
        let serial = try SerialNumber(hex: model.serialNumber)
        let batch = 10_000
        for start in stride(from: 0, to: count, by: batch) {
            let size = min(batch, count - start)
            try await database.write { tx in
                _ = try tx.execute(
                    """
                    WITH RECURSIVE number (n) AS (SELECT \(start) UNION ALL SELECT n + 1 FROM number LIMIT \(size))
                    INSERT INTO certificate (serial, ca_id, issuer_serial, common_name, status, type, engine_id, key_type,
                        key_bits, key_hash, certificate, not_before, not_after, metadata, created_at, due_at)
                    SELECT CAST(printf('%020d', n * 7919 % 1000003 + 1) AS BLOB), ca_id, issuer_serial, common_name, status,
                        type, engine_id, key_type, key_bits, key_hash, certificate, not_before, not_after, metadata,
                        created_at + n, due_at
                    FROM number, (SELECT * FROM certificate WHERE serial = \(serial.bytes)) AS model
                    """)
            }
        }
    }
}
