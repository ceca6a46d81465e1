import PKIX

extension AuthorityLints {
    /// A CA has a name: it stands in what it issues.
    static let subject = Lint<TBSCertificate>(
        "ca-subject", "RFC 5280, section 4.1.2.6"
    ) { parts in
        parts.subject.isEmpty ? "The subject of a CA is empty." : nil
    }
}
