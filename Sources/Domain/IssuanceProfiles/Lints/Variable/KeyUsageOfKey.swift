import PKIX

extension VariableLints {
    /// A key is not said to do what its algorithm cannot.
    static let keyUsageOfKey = Lint<VariableParts>(
        "key-usage-of-key", "RFC 3279, section 2.3.1; RFC 8813, section 3; RFC 8410, section 5; RFC 9881, section 5"
    ) { parts in
        guard let family = KeyFamily(of: parts.key), !parts.keyUsage.isSubset(of: family.keyUsage) else { return nil }
        let wrong = parts.keyUsage.subtracting(family.keyUsage).names.joined(separator: ", ")
        return "A key of type \(family.description) cannot have the key usage \(wrong)."
    }
}
