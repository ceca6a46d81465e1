import PKIX

extension VariableLints {
    /// The same name is there once.
    static let nameTwice = Lint<VariableParts>(
        "alternative-name-twice", "X.509, section 9.3.2"
    ) { parts in
        guard let names = parts.names, names.count > 1 else { return nil }
        return Set(names).count == names.count ? nil : "A subject alternative name is there twice."
    }
}
