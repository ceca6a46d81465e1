import PKIX

extension VariableLints {
    /// A country is a code of two letters in a PrintableString, and there is one.
    static let subjectCountry = Lint<VariableParts>(
        "subject-country", "RFC 5280, appendix A.1; ISO 3166"
    ) { parts in
        var count = 0
        for attribute in parts.subject.relativeNames.joined() where attribute.type == .country {
            count += 1
            guard attribute.stringTag == Name.StringTag.printable, let text = attribute.text?.utf8, text.count == 2,
                text.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
            else { return "The subject's country is not a code of two letters." }
        }
        return count > 1 ? "The subject has more than one country." : nil
    }
}
