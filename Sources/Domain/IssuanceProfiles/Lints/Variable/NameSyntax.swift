import PKIX

extension VariableLints {
    /// Host names, mail addresses, URIs and IP addresses are such. Whether a wildcard is allowed is the profile's business.
    static let nameSyntax = Lint<VariableParts>(
        "alternative-name-syntax", "RFC 5280, section 4.2.1.6"
    ) { parts in
        for name in parts.names ?? [] {
            if let fault = AlternativeNameSyntax.fault(in: name, allowsWildcards: true) {
                return "A subject alternative name is wrong: \(fault)"
            }
        }
        return nil
    }
}
