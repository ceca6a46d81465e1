import PKIX

extension VariableLints {
    /// A key of at least 112 bits of strength, and not so large that it hurts who verifies.
    static let keyStrength = Lint<VariableParts>(
        "key-strength", "NIST SP 800-57 part 1, section 5.6.1"
    ) { parts in
        guard case .rsa(let bits) = parts.key else { return nil }
        if bits < 2048 { return "The RSA key has \(bits) bits; 2048 is the least." }
        return bits > 8192 ? "The RSA key has \(bits) bits; 8192 is the most." : nil
    }
}
