import PKIX

extension EncodingLints {
    /// Who has extensions is of version 3.
    static let version = Lint<TBSCertificate>(
        "version", "RFC 5280, section 4.1.2.1"
    ) { parts in
        parts.version == 2 ? nil : "The certificate is not of version 3."
    }
}
