import PKIX

extension VariableLints {
    /// The same attribute with the same value is there once.
    static let subjectAttributeTwice = Lint<VariableParts>(
        "subject-attribute-twice", "X.501, section 9.3"
    ) { parts in
        let names = parts.subject.relativeNames
        // Nearly always few, of one attribute each: a set would cost more than looking at the pairs.
        guard names.count > pairsMax || names.contains(where: { $0.count > 1 }) else {
            return names.indices.lazy.filter { names[..<$0].contains(names[$0]) }.first
                .flatMap { names[$0].first.map(sentence) }
        }
        var seen: Set<Name.Attribute> = []
        for attribute in names.joined() where !seen.insert(attribute).inserted { return sentence(attribute) }
        return nil
    }
}

private let pairsMax = 16

private func sentence(_ attribute: Name.Attribute) -> String {
    "The subject holds \(SubjectAttributeRule.name(attribute.type)) \"\(attribute.text ?? "")\" twice."
}
