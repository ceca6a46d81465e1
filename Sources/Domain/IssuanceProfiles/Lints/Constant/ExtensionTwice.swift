import PKIX

extension ConstantLints {
    /// Each extension is there once.
    static let extensionTwice = Lint<ConstantParts>(
        "extension-twice", "RFC 5280, section 4.2"
    ) { parts in
        let kinds = parts.extensions.map(\.oid)
        return Set(kinds).count == kinds.count ? nil : "An extension is there twice."
    }
}
