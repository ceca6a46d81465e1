import PKIX

extension AuthorityLints {
    /// A CA's key has an identifier, of at least one octet.
    static let subjectKeyIdentifier = Lint<TBSCertificate>(
        "ca-subject-key-identifier", "RFC 5280, section 4.2.1.2"
    ) { parts in
        parts.extensions.subjectKeyIdentifier?.isEmpty == false ? nil : "The subject key identifier of a CA is missing."
    }
}
