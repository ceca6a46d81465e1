extension NameConstraints {
    /// The names of a certificate that constraints apply to (RFC 5280, 4.2.1.10): its subject, unless empty, the mail
    /// addresses in it, its alternative names, and, where none of those is a host name, the common names that read as
    /// one: clients still take such a name for the host, and hold it against the constraints.
    public static func names(subject: Name, alternatives: [GeneralName]) -> [GeneralName] {
        var names: [GeneralName] = subject.isEmpty ? [] : [.directory(subject)]
        names += subject.values(.emailAddress).map { .email($0) }
        names += alternatives
        let hasHost = alternatives.contains { if case .dns = $0 { true } else { false } }
        if !hasHost { names += subject.commonNames.filter(HostSyntax.readsAsHost).map { .dns($0) } }
        return names
    }

    /// The first of the names that may not be certified, as text for a message; nil where all may.
    public func firstRefused(of names: [GeneralName]) -> String? {
        names.first { !permits($0) }.map { LinkChecks.shown($0.summary) }
    }
}

extension HostSyntax {
    /// Whether clients take a common name for a host name: of two labels or more, of letters, digits, underscores and
    /// inner hyphens. An IPv4 address reads so too.
    static func readsAsHost(_ text: String) -> Bool {
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count > 1 && labels.allSatisfy(isLegacyLabel)
    }

    private static func isLegacyLabel(_ label: Substring.UTF8View) -> Bool {
        let hyphen = UInt8(ascii: "-")
        return !label.isEmpty && label.first != hyphen && label.last != hyphen
            && label.allSatisfy { isAlphanumeric($0) || $0 == hyphen || $0 == UInt8(ascii: "_") }
    }
}
