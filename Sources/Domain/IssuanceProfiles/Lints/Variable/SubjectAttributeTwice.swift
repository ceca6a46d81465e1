import PKIX

extension VariableLints {
    /// The same attribute with the same value is there once.
    static let subjectAttributeTwice = Lint<VariableParts>(
        "subject-attribute-twice", "X.501, section 9.3"
    ) { parts in
        let attributes = parts.subject.relativeNames
        guard attributes.count > 1 || attributes.first.map({ $0.count > 1 }) == true else { return nil }
        var seen: Set<Name.Attribute> = []
        for attribute in attributes.joined() where !seen.insert(attribute).inserted {
            return "The subject holds \(SubjectAttributeRule.name(attribute.type)) \"\(attribute.text ?? "")\" twice."
        }
        return nil
    }
}
