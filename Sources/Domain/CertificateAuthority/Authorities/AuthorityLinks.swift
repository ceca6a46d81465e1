import Events
import ManagementAPI
import PKIX
import Storage
import EventLog

extension Reading where Self: ~Copyable {
    /// Who signed a certificate, among the CAs that are here: found by key identifier, verified by name and signature.
    func issuer(of imported: ImportedAuthority) throws -> AuthorityIssuer {
        let certificate = imported.certificate
        if imported.isRoot { return AuthorityIssuer(parent: nil, of: certificate) }
        guard let wanted = certificate.authorityKeyIdentifier else { return .unknown }
        let candidates = try query(
            """
            SELECT \(AuthorityCertificate.columns) FROM ca_certificate
            WHERE key_identifier = \(wanted)
                AND ca_id IN (SELECT id FROM ca WHERE deleted_at IS NULL) ORDER BY created_at DESC, ca_id, number DESC
            """
        ).map(AuthorityCertificate.init(row:))
        for candidate in candidates where certificate.isIssued(by: try ParsedCertificate(der: candidate.der)) {
            return AuthorityIssuer(candidate)
        }
        return .unknown
    }

    /// The certificates, present and former, that wait for this key to be known: their issuer was not here, or was deleted.
    fileprivate func orphans(of issuer: ParsedCertificate) throws -> [AuthorityCertificate] {
        try query(
            """
            SELECT \(AuthorityCertificate.columns) FROM ca_certificate
            WHERE issuer_key_identifier = \(issuer.keyIdentifier)
                AND ca_id IN (SELECT id FROM ca WHERE deleted_at IS NULL)
                AND (issuer_id IS NULL OR issuer_id IN (SELECT id FROM ca WHERE deleted_at IS NOT NULL))
            ORDER BY created_at, ca_id, number
            """
        ).map(AuthorityCertificate.init(row:)).filter { orphan in
            guard orphan.issuerSerial != orphan.serial else { return false }
            return try ParsedCertificate(der: orphan.der).isIssued(by: issuer)
        }
    }
}

extension ParsedCertificate {
    fileprivate func isIssued(by candidate: ParsedCertificate) -> Bool {
        candidate.subject.matches(issuer) && isSigned(by: candidate)
    }
}

extension Transaction {
    /// Makes a CA that has just come the parent of those that it signed and that came before it. Each whose present
    /// certificate this is tells of its new parent by `ca.update.metadata`.
    func adoptOrphans(of ca: CertificateAuthority, at time: Timestamp, by caller: Caller) throws {
        let certificate = try ParsedCertificate(der: ca.der)
        // Two CAs that certified each other would each stand above the other: the one that came first stays on top.
        let above = Set(try lineage(ofCA: ca.id).map(\.id))
        for orphan in try orphans(of: certificate) where !above.contains(orphan.caID) {
            try execute(
                """
                UPDATE ca_certificate SET issuer_id = \(ca.id), issuer_key = \(ca.keyGeneration),
                    issuer_serial = \(ca.serial.bytes)
                WHERE ca_id = \(orphan.caID) AND number = \(orphan.number)
                """)
            try adopt(orphan, by: ca, at: time, caller)
        }
    }

    private func adopt(
        _ orphan: AuthorityCertificate, by ca: CertificateAuthority, at time: Timestamp, _ caller: Caller
    ) throws {
        let changed = try execute(
            """
            UPDATE ca SET parent_id = \(ca.id), issuer_key = \(ca.keyGeneration), issuer_serial = \(ca.serial.bytes)
            WHERE id = \(orphan.caID) AND serial = \(orphan.serial.bytes) AND certificate = \(orphan.der)
            """)
        guard changed > 0 else { return }
        let child = try existingCertificateAuthority(orphan.caID)
        record(try EventCatalog.caUpdateMetadata.event(try child.payload(), about: child.id, at: time, by: caller))
    }
}
