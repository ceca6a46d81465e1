import PKIX

extension VariableLints {
    /// The same name is there once.
    static let nameTwice = Lint<VariableParts>(
        "alternative-name-twice", "X.509, section 9.3.2"
    ) { parts in
        guard let names = parts.names, names.count > 1 else { return nil }
        // Nearly always few: a set would cost more than looking at the pairs.
        let isTwice =
            names.count > 16
            ? Set(names).count < names.count : names.indices.contains { names[..<$0].contains(names[$0]) }
        return isTwice ? "A subject alternative name is there twice." : nil
    }
}
