import ManagementAPI

/// One thing that must not be wrong in what is about to be signed.
///
/// - Parameter Parts: what it looks at.
public struct Lint<Parts>: Sendable {
    /// Stable, for instance `serial-number-size`.
    public let name: String
    public let severity: LintSeverity
    /// The document and section that it is taken from.
    public let source: String
    /// What is wrong, in a sentence; nil where nothing is.
    let fault: @Sendable (Parts) -> String?

    init(
        _ name: String, _ source: String, severity: LintSeverity = .error,
        _ fault: @escaping @Sendable (Parts) -> String?
    ) {
        self.name = name
        self.severity = severity
        self.source = source
        self.fault = fault
    }

    /// - Throws: `Refusal` with the code `lint-` and the name.
    func check(_ parts: Parts) throws(Refusal) {
        if let sentence = fault(parts) { throw Refusal(lint: name, source, sentence) }
    }
}

public enum LintSeverity: String, Sendable, CaseIterable {
    /// It is not signed.
    case error
    /// It is allowed, but most likely not meant; said of profiles only.
    case warning
}

extension Refusal {
    init(lint name: String, _ source: String, _ sentence: String) {
        self.init(.invalid, "lint-\(name)", "\(sentence) (\(source))")
    }
}
