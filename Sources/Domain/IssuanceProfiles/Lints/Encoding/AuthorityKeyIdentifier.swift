import PKIX

extension EncodingLints {
    /// All but self-signed certificates say which key signed them.
    static let authorityKeyIdentifier = Lint<TBSCertificate>(
        "authority-key-identifier", "RFC 5280, section 4.2.1.1"
    ) { parts in
        let isMissing = parts.extensions.authorityKeyIdentifier == nil
        return isMissing && !parts.subject.matches(parts.issuer) ? "The authority key identifier is missing." : nil
    }
}
