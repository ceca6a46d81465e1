import PKIX

extension ConstantLints {
    /// What constrains a path stands in certificates of CAs.
    static let extensionOfAuthority = Lint<ConstantParts>(
        "extension-of-ca", "RFC 5280, sections 4.2.1.5, 4.2.1.10, 4.2.1.11 and 4.2.1.14"
    ) { parts in
        guard !parts.fields.isCA else { return nil }
        guard let wrong = parts.extensions.first(where: { ExtensionRules.isForAuthoritiesOnly($0.oid) }) else {
            return nil
        }
        return "The extension \(wrong.oid) stands in certificates of CAs only."
    }
}
