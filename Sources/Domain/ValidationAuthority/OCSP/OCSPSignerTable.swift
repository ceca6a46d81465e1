import CertificateAuthority
import Events
import KeyStore
import PKIX
import Storage

/// Who signs for which key of a CA: one signer, however many servers run. Its certificate is in the table of certificates.
enum OCSPSignerTable {
    static let migration = Migration("validation-authority/001-ocsp-signer") { dialect in
        [
            """
            CREATE TABLE ocsp_signer (
                ca_id TEXT NOT NULL, key_generation BIGINT NOT NULL, serial \(dialect.bytesType) NOT NULL,
                key_id TEXT NOT NULL, PRIMARY KEY (ca_id, key_generation))
            """
        ]
    }
}

/// A delegated signer as it is stored.
struct StoredOCSPSigner: Sendable {
    let keyID: String
    let certificate: OCSPSigner.Delegation
    /// Seconds since 1970.
    let notBefore: Int64
    let status: CertificateStatus

    /// When two thirds of its life are over; its end, where no other could live longer.
    func renewAt(under key: IssuingKey) -> Int64 {
        guard certificate.notAfter < key.notAfter.seconds else { return certificate.notAfter }
        return notBefore + (certificate.notAfter - notBefore) / 3 * 2
    }

    func isUsable(at now: Int64) -> Bool { status.isLive && now < certificate.notAfter }
    func isFresh(at now: Int64, under key: IssuingKey) -> Bool { isUsable(at: now) && now < renewAt(under: key) }
}

extension Reading where Self: ~Copyable {
    func ocspSigner(_ name: SignerName) throws -> StoredOCSPSigner? {
        try first(
            """
            SELECT ocsp_signer.key_id, certificate.certificate, certificate.serial, certificate.not_before,
                certificate.not_after, certificate.status
            FROM ocsp_signer JOIN certificate ON certificate.serial = ocsp_signer.serial
            WHERE ocsp_signer.ca_id = \(name.caID) AND ocsp_signer.key_generation = \(name.generation)
            """
        ).map { row in
            StoredOCSPSigner(
                keyID: try row.text(0),
                certificate: OCSPSigner.Delegation(
                    der: try row.bytes(1), serial: try SerialNumber(bytes: try row.bytes(2)),
                    notAfter: Timestamp(milliseconds: try row.integer(4)).seconds),
                notBefore: Timestamp(milliseconds: try row.integer(3)).seconds, status: try row.wire(5))
        }
    }
}

extension Transaction {
    /// Stores a signer in the place of one that is used up.
    func replaceOCSPSigner(_ name: SignerName, by signer: IssuedOCSPSigner) throws {
        try store(signer)
        let serial = signer.issued.certificate.serial.bytes
        try execute(
            """
            INSERT INTO ocsp_signer (ca_id, key_generation, serial, key_id)
            VALUES (\(name.caID), \(name.generation), \(serial), \(signer.key.id))
            ON CONFLICT (ca_id, key_generation) DO UPDATE SET serial = excluded.serial, key_id = excluded.key_id
            """)
        try execute(
            """
            INSERT INTO ocsp_signer_key (key_id, ends_at)
            VALUES (\(signer.key.id), \(signer.issued.certificate.notAfter.milliseconds))
            """)
    }
}
