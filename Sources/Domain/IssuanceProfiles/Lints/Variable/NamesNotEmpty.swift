import PKIX

extension VariableLints {
    /// Where there is the extension, there is a name in it.
    static let namesNotEmpty = Lint<VariableParts>(
        "alternative-names-empty", "RFC 5280, section 4.2.1.6"
    ) { parts in
        parts.names?.isEmpty == true ? "The subject alternative name holds no name." : nil
    }
}
