import Events
import PKIX
import Storage

extension CAService {
    /// Fills in what an older version of this software did not note of a CA's certificate, and SQL cannot read out of it:
    /// the hash of the key and the key identifiers. Called at the start; costs nothing where nothing is missing.
    public func completeCertificates() async throws {
        let incomplete = try await database.read { snapshot in
            try snapshot.query(
                "SELECT \(AuthorityCertificate.columns) FROM ca_certificate WHERE key_hash IS NULL ORDER BY ca_id, number"
            )
        }.map(AuthorityCertificate.init(row:))
        for entry in incomplete {
            let certificate = try ParsedCertificate(der: entry.der)
            try await database.write { tx in try tx.complete(entry, by: certificate) }
        }
    }
}

extension Transaction {
    fileprivate func complete(_ entry: AuthorityCertificate, by certificate: ParsedCertificate) throws {
        let issuer = certificate.authorityKeyIdentifier
        try execute(
            """
            UPDATE ca_certificate SET key_hash = \(AuthorityCertificate.keyHash(certificate.publicKeyInfoDER)),
                key_identifier = \(certificate.keyIdentifier), issuer_key_identifier = \(issuer)
            WHERE ca_id = \(entry.caID) AND number = \(entry.number)
            """)
        try execute(
            """
            UPDATE ca SET key_identifier = \(certificate.keyIdentifier), issuer_key_identifier = \(issuer)
            WHERE id = \(entry.caID) AND serial = \(entry.serial.bytes)
            """)
    }
}
