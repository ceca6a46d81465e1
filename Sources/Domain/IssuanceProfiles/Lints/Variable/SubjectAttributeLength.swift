import PKIX

extension VariableLints {
    /// The upper bounds of X.520, which strict clients enforce; and no attribute is empty.
    static let subjectAttributeLength = Lint<VariableParts>(
        "subject-attribute-length", "RFC 5280, appendix A.1"
    ) { parts in
        for attribute in parts.subject.relativeNames.joined() {
            guard let text = attribute.text else { continue }
            let name = SubjectAttributeRule.name
            if text.isEmpty { return "The subject's \(name(attribute.type)) is empty." }
            // Only what could pass the smallest bound is counted in characters.
            guard text.utf8.count > 64, let bound = bound(attribute.type), text.unicodeScalars.count > bound else {
                continue
            }
            return "The subject's \(name(attribute.type)) is longer than \(bound) characters."
        }
        return nil
    }
}

private func bound(_ type: OID) -> Int? {
    switch type {
    case .commonName, .serialNumber, .organization, .organizationalUnit: 64
    case .locality, .state: 128
    case .emailAddress: 255
    default: nil
    }
}
