import PKIX

extension ConstantLints {
    /// At least one bit is set.
    static let keyUsageNotEmpty = Lint<ConstantParts>(
        "key-usage-empty", "RFC 5280, section 4.2.1.3"
    ) { parts in
        parts.keyUsage.isEmpty ? "The key usage has no bit." : nil
    }
}
