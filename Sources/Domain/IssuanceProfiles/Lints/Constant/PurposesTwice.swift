import PKIX

extension ConstantLints {
    /// Each purpose is there once.
    static let purposesTwice = Lint<ConstantParts>(
        "extended-key-usage-twice", "RFC 5280, section 4.2.1.12"
    ) { parts in
        Set(parts.purposes).count == parts.purposes.count ? nil : "A purpose is named twice."
    }
}
