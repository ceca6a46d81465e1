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
            let ca = try tx.issuer(of: certificate)
            try ca.ensureMayHaveIssued()
            guard try tx.certificate(certificate.serial) == nil else {
                throw Refusal(
                    .conflict, "certificate-exists",
                    "There is already a certificate \(certificate.serial.hex); serial numbers name certificates here, so no "
                        + "two may have the same one.")
            }
            let taken = Certificate(certificate, of: ca, metadata: metadata, at: time, windows)
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
        _ certificate: ParsedCertificate, of ca: CertificateAuthority, metadata: [String: JSONValue],
        at time: Timestamp, _ windows: ExpiryWindows
    ) {
        let end = Timestamp(seconds: certificate.notAfter)
        let status = windows.status(notAfter: end, at: time)
        self.init(
            serial: certificate.serial, caID: ca.id, issuerSerial: ca.serial,
            commonName: certificate.subject.commonName ?? "", status: status, type: .external, engineID: "",
            key: KeyMetadata(certificate.key), keyHash: Array(SHA256.hash(data: certificate.publicKeyInfoDER)),
            der: certificate.der, notBefore: Timestamp(seconds: certificate.notBefore), notAfter: end,
            revocation: nil, metadata: metadata, createdAt: time, issuerKey: ca.keyGeneration, preventive: nil,
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
    /// The CA that signed a certificate: found by key identifier, or by name where it has none, and proven by the signature.
    /// - Throws: `Refusal` where none is known.
    fileprivate func issuer(of certificate: ParsedCertificate) throws -> CertificateAuthority {
        let candidates = try candidates(for: certificate)
        for candidate in candidates where candidate.deletedAt == nil {
            let issuer = try ParsedCertificate(der: candidate.der)
            if issuer.subject.matches(certificate.issuer), certificate.isSigned(by: issuer) { return candidate }
        }
        throw Refusal.invalid(
            "issuer-not-found", at: "/certificate",
            candidates.isEmpty
                ? "No CA here issued this certificate; import its CA first."
                : "The CA that this certificate names did not sign it, or goes by another name.")
    }

    private func candidates(for certificate: ParsedCertificate) throws -> [CertificateAuthority] {
        if let identifier = certificate.authorityKeyIdentifier {
            return try query(
                """
                SELECT \(CertificateAuthority.columns) FROM ca WHERE key_identifier = \(identifier)
                ORDER BY created_at LIMIT 16
                """
            ).map { try CertificateAuthority(row: $0) }
        }
        guard let name = certificate.issuer.commonName else { return [] }
        return try query(
            """
            SELECT \(CertificateAuthority.columns) FROM ca WHERE common_name = \(name) ORDER BY created_at LIMIT 16
            """
        ).map { try CertificateAuthority(row: $0) }
    }
}
