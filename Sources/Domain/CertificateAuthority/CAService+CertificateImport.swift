public import Events
public import ManagementAPI
import Crypto
import EventLog
import JSONSchema
import PKIX
import Storage

extension CAService {
    /// Takes in a certificate that a CA known here issued elsewhere, or before. Its status follows from its dates.
    /// - Throws: `Refusal`.
    public func importCertificate(
        _ body: ImportCertificateBody, by caller: Caller
    ) async throws -> CertificatePayload {
        let certificate = try Self.importable(body)
        let metadata = body.metadata ?? [:]
        try MetadataLimits.check(metadata, at: "/metadata")
        let time = clock.now()
        let windows = configuration.windows
        return try await database.write { tx in
            let issuer = try tx.issuer(of: certificate)
            try tx.existingCertificateAuthority(issuer.caID).ensureMayHaveIssued()
            guard try tx.certificate(certificate.serial) == nil else {
                throw Refusal(
                    .conflict, "certificate-exists",
                    "There is already a certificate \(certificate.serial.hex); serial numbers name certificates here, so no "
                        + "two may have the same one.")
            }
            let taken = Certificate(certificate, of: issuer, metadata: metadata, at: time, windows)
            try tx.insert(taken)
            let payload = try taken.payload()
            tx.record(
                try EventCatalog.certificateUpdateStatus.event(
                    payload, about: taken.serial.hex, at: time, by: caller))
            return payload
        }
    }

    private static func importable(_ body: ImportCertificateBody) throws(Refusal) -> ParsedCertificate {
        let certificate: ParsedCertificate
        do {
            let blocks = try PEM.decode(Array(body.certificate.pem.utf8), label: "CERTIFICATE")
            guard blocks.count == 1 else {
                throw Refusal.invalid(
                    "certificate-count", at: "/certificate",
                    "Send one certificate, without its chain; there are \(blocks.count) here.")
            }
            certificate = try ParsedCertificate(der: blocks[0].der)
        } catch let error as PKIXError {
            throw Refusal.invalid("certificate-malformed", at: "/certificate", error.description)
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal.invalid("certificate-malformed", at: "/certificate", "The certificate cannot be read.")
        }
        guard !certificate.isCA else {
            throw Refusal.invalid(
                "certificate-is-ca", at: "/certificate", "This is the certificate of a CA; import it as a CA.")
        }
        return certificate
    }
}

extension Certificate {
    fileprivate init(
        _ certificate: ParsedCertificate, of issuer: AuthorityCertificate, metadata: [String: JSONValue],
        at time: Timestamp, _ windows: ExpiryWindows
    ) {
        let end = Timestamp(seconds: certificate.notAfter)
        let status = windows.status(notAfter: end, at: time)
        self.init(
            serial: certificate.serial, caID: issuer.caID, issuerSerial: issuer.serial,
            commonName: certificate.subject.commonName ?? "", status: status, type: .external, engineID: "",
            key: KeyMetadata(certificate.key), keyHash: Array(SHA256.hash(data: certificate.publicKeyInfoDER)),
            der: certificate.der, notBefore: Timestamp(seconds: certificate.notBefore), notAfter: end,
            revocation: nil, metadata: metadata, createdAt: time, issuerKey: issuer.keyGeneration, preventive: nil,
            dueAt: windows.due(status, notAfter: end), releasedAt: nil)
    }
}

extension CertificateAuthority {
    /// What a revoked CA issued is revoked with it, so nothing of it is taken in as if it held.
    fileprivate func ensureMayHaveIssued() throws(Refusal) {
        guard status != .revoked, closingAt == nil else {
            throw Refusal(
                .conflict, "ca-revoked", "CA \"\(id)\" issued this certificate and is REVOKED, so it is not taken in.")
        }
    }
}

extension Reading where Self: ~Copyable {
    /// The certificate of a CA, present or former, whose key signed a certificate: found by key identifier, or by name where
    /// it has none, and proven by the signature.
    /// - Throws: `Refusal` where none is known.
    fileprivate func issuer(of certificate: ParsedCertificate) throws -> AuthorityCertificate {
        let candidates = try candidates(for: certificate)
        for candidate in candidates {
            let issuer = try ParsedCertificate(der: candidate.der)
            if issuer.subject.matches(certificate.issuer), certificate.isSigned(by: issuer) { return candidate }
        }
        throw Refusal.invalid(
            "issuer-not-found", at: "/certificate",
            candidates.isEmpty
                ? "No CA here issued this certificate; import its CA first."
                : "The CA that this certificate names did not sign it, or goes by another name.")
    }

    /// The newest first: of what a key of a CA was certified by, the present certificate before those that it replaced.
    private func candidates(for certificate: ParsedCertificate) throws -> [AuthorityCertificate] {
        if let identifier = certificate.authorityKeyIdentifier {
            return try query(
                """
                SELECT \(AuthorityCertificate.columns) FROM ca_certificate
                WHERE key_identifier = \(identifier) AND ca_id IN (SELECT id FROM ca WHERE deleted_at IS NULL)
                ORDER BY created_at DESC, ca_id, number DESC LIMIT 16
                """
            ).map(AuthorityCertificate.init(row:))
        }
        guard let name = certificate.issuer.commonName else { return [] }
        return try query(
            """
            SELECT \(AuthorityCertificate.columns) FROM ca_certificate
            WHERE ca_id IN (SELECT id FROM ca WHERE common_name = \(name) AND deleted_at IS NULL)
            ORDER BY created_at DESC, ca_id, number DESC LIMIT 16
            """
        ).map(AuthorityCertificate.init(row:))
    }
}
