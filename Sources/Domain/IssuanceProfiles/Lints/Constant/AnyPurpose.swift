import PKIX

extension ConstantLints {
    /// Who allows any purpose need not name others, nor be critical.
    static let anyPurpose = Lint<ConstantParts>(
        "any-extended-key-usage", "RFC 5280, section 4.2.1.12", severity: .warning
    ) { parts in
        parts.purposes.contains(.anyExtendedKeyUsage)
            ? "The certificates may be used for any purpose at all; name the purposes that are meant." : nil
    }
}
