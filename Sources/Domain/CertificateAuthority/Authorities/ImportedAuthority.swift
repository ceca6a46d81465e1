import Events
import ManagementAPI
import PKIX

/// A CA certificate from outside that was read and judged by itself.
struct ImportedAuthority: Sendable {
    let certificate: ParsedCertificate
    /// It is signed with its own key; of an old root, whose signature is by SHA-1, that is taken on trust, as it would be
    /// in any list of roots.
    let isRoot: Bool

    /// - Parameter pointer: the member of the body that holds the certificate.
    /// - Throws: `Refusal` for what is no certificate of a CA (RFC 5280, sections 4.2.1.3 and 4.2.1.9).
    init(_ text: EncodedPEM, at pointer: String = "/certificate") throws(Refusal) {
        let certificate: ParsedCertificate
        do throws(PKIXError) {
            let blocks = try PEM.decode(Array(text.pem.utf8), label: "CERTIFICATE")
            guard blocks.count == 1, let block = blocks.first else {
                throw PKIXError(
                    .malformedPEM, "Send one certificate; the others of a chain are imported one by one.", in: "PEM")
            }
            certificate = try ParsedCertificate(der: block.der)
        } catch {
            throw .invalid("certificate-malformed", at: pointer, error.description)
        }
        func refusal(_ code: String, _ sentence: String) -> Refusal { .invalid(code, at: pointer, sentence) }
        guard !certificate.subject.isEmpty else {
            throw refusal("certificate-not-a-ca", "The certificate has an empty subject, which a CA may not have.")
        }
        guard certificate.isCA else {
            throw refusal(
                "certificate-not-a-ca",
                "The certificate is no CA's: its basic constraints do not say cA (RFC 5280, 4.2.1.9).")
        }
        guard certificate.keyUsage?.contains(.keyCertSign) ?? true else {
            throw refusal(
                "certificate-not-a-ca", "The certificate's key usage does not allow keyCertSign (RFC 5280, 4.2.1.3).")
        }
        self.certificate = certificate
        isRoot = try Self.isRoot(certificate, pointer)
    }

    private static func isRoot(_ certificate: ParsedCertificate, _ pointer: String) throws(Refusal) -> Bool {
        guard certificate.selfIssued else { return false }
        let namesItself = certificate.authorityKeyIdentifier.map { $0 == certificate.keyIdentifier } ?? true
        // Issued in its own name by another key: a link between two keys of a CA (RFC 4210, section 4.4), not a root.
        guard namesItself else { return false }
        guard certificate.signatureAlgorithm == nil || certificate.isSigned(by: certificate) else {
            throw .invalid(
                "certificate-signature", at: pointer,
                "The certificate says that it is signed with its own key, and is not: it was changed.")
        }
        return true
    }

    var keyHash: [UInt8] { AuthorityCertificate.keyHash(certificate.publicKeyInfoDER) }
    var notAfter: Timestamp { Timestamp(seconds: certificate.notAfter) }
}
