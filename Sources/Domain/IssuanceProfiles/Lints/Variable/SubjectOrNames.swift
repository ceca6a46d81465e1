import PKIX

extension VariableLints {
    /// Who has no subject is known by alternative names, and they are critical.
    static let subjectOrNames = Lint<VariableParts>(
        "subject-empty", "RFC 5280, section 4.1.2.6"
    ) { parts in
        guard parts.subject.isEmpty else { return nil }
        guard parts.names != nil else { return "There is neither a subject nor an alternative name." }
        return parts.areNamesCritical ? nil : "The subject is empty, and the alternative names are not critical."
    }
}
