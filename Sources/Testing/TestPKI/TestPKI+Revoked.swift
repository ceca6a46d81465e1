import CertificateAuthority
import Events
import PKIX
import Storage
import StorageSQLite

extension TestPKI {
    /// Puts revoked certificates straight into the tables, as many as a large CA has after years. They cannot be shown:
    /// what stands for their DER is as long as that and nothing else.
    public func insertRevoked(_ count: Int, ofCA caID: String) async throws {
        let now = clock.now
        let der = [UInt8](repeating: 0x30, count: 600)
        try await database.write { tx in
            var generator = SystemRandomNumberGenerator()
            let reasons: [RevocationReason] = [.unspecified, .keyCompromise, .superseded, .cessationOfOperation]
            for index in 0..<count {
                let serial = SerialNumber.fresh(atMilliseconds: now.milliseconds, using: &generator)
                try tx.execute(
                    """
                    INSERT INTO certificate (
                        serial, ca_id, issuer_serial, common_name, status, type, engine_id, key_type, key_bits, key_hash,
                        certificate, not_before, not_after, revoked_at, revocation_reason, metadata, created_at)
                    VALUES (
                        \(serial.bytes), \(caID), \([UInt8](repeating: 1, count: 20)), \("device-\(index)"), 'REVOKED',
                        'EXTERNAL', '', 'ECDSA', 256, \(serial.bytes), \(der), \(now.milliseconds),
                        \((now + .days(364)).milliseconds), \((now - .seconds(Int64(index))).milliseconds),
                        \(reasons[index % reasons.count].rawValue), '{}', \(now.milliseconds))
                    """)
            }
        }
    }
}
