import PKIX

extension EncodingLints {
    /// The issuer has a name.
    static let issuerNotEmpty = Lint<TBSCertificate>(
        "issuer-empty", "RFC 5280, section 4.1.2.4"
    ) { parts in
        parts.issuer.isEmpty ? "The issuer is an empty name." : nil
    }
}
