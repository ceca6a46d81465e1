import PKIX

extension ConstantLints {
    /// Only a CA signs certificates, and a CA does.
    static let keyUsageOfAuthority = Lint<ConstantParts>(
        "key-usage-of-ca", "RFC 5280, sections 4.2.1.3 and 4.2.1.9"
    ) { parts in
        let signs = parts.keyUsage.contains(.keyCertSign)
        if parts.fields.isCA { return signs ? nil : "The key usage of a CA lacks keyCertSign." }
        return signs ? "Only a CA has the key usage keyCertSign." : nil
    }
}
