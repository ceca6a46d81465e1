public import JSONSchema

/// A request that is not carried out, and why: the one error that the services throw for their callers.
/// Fronts turn it into what their protocol says: a problem (RFC 9457), a line of text (RFC 7030), an exit code.
public struct Refusal: Error, Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// The request is wrong in itself.
        case invalid
        case unauthenticated
        case forbidden
        case notFound
        /// The request is right, but not in the state that things are in.
        case conflict
        case preconditionFailed
        case tooLarge
        case tooManyRequests
        /// Try again later.
        case unavailable
    }

    public let kind: Kind
    /// Stable and machine-readable, for instance `ca-not-active`.
    public let code: String
    /// For a person: what is wrong and what to do.
    public let sentence: String
    /// The faults in the body, each with its JSON pointer.
    public let faults: [SchemaViolation]

    public init(_ kind: Kind, _ code: String, _ sentence: String, faults: [SchemaViolation] = []) {
        self.kind = kind
        self.code = code
        self.sentence = sentence
        self.faults = faults
    }

    /// A body with one wrong member.
    public static func invalid(_ code: String, at pointer: String, _ sentence: String) -> Refusal {
        Refusal(.invalid, code, sentence, faults: [SchemaViolation(pointer: pointer, detail: sentence)])
    }

    public static func notFound(_ what: String, _ name: String) -> Refusal {
        Refusal(.notFound, "\(what)-not-found", "There is no \(what) \"\(name)\".")
    }
}
