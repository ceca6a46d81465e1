extension VariableLints {
    /// A certificate begins before it ends.
    static let validityOrder = Lint<VariableParts>(
        "validity-order", "RFC 5280, section 4.1.2.5"
    ) { parts in
        parts.notBefore < parts.notAfter ? nil : "The certificate would end before it begins."
    }
}
