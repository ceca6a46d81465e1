import PKIX

extension AuthorityLints {
    /// A CA says that it is one.
    static let basicConstraints = Lint<TBSCertificate>(
        "ca-basic-constraints", "RFC 5280, section 4.2.1.9"
    ) { parts in
        parts.extensions.isCA ? nil : "The basic constraints do not say that it is a CA."
    }
}
