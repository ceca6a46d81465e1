import PKIX

extension ConstantLints {
    /// encipherOnly and decipherOnly say something of keyAgreement.
    static let keyUsageOfAgreement = Lint<ConstantParts>(
        "key-usage-of-agreement", "RFC 5280, section 4.2.1.3"
    ) { parts in
        parts.keyUsage.isDisjoint(with: [.encipherOnly, .decipherOnly]) || parts.keyUsage.contains(.keyAgreement)
            ? nil : "encipherOnly and decipherOnly have no meaning without keyAgreement."
    }
}
