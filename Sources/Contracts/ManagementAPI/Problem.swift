public import JSONSchema

/// An error as the API shows it (RFC 9457), of media type `application/problem+json`.
public struct Problem: Codable, Sendable, Equatable, Error {
    /// A URI that names the kind of problem; it ends in `code`.
    public let type: String
    public let title: String
    /// The HTTP status.
    public let status: Int
    /// For a person: what is wrong and what to do.
    public let detail: String
    /// Stable and machine-readable.
    public let code: String
    /// The faults in the body, each with its JSON pointer; left out where there are none.
    public let errors: [SchemaViolation]?

    public static let mediaType = "application/problem+json"

    public init(status: Int, title: String, code: String, detail: String, errors: [SchemaViolation] = []) {
        type = "urn:shedu:problem:\(code)"
        self.title = title
        self.status = status
        self.detail = detail
        self.code = code
        self.errors = errors.isEmpty ? nil : errors
    }
}

extension Problem {
    public init(_ refusal: Refusal) {
        self.init(
            status: refusal.kind.status, title: refusal.kind.title, code: refusal.code, detail: refusal.sentence,
            errors: refusal.faults)
    }

    /// What a caller is told of an error that is not theirs.
    /// - Parameter id: the log has the whole error under this id.
    public static func internalError(id: String) -> Problem {
        Problem(
            status: 500, title: "Internal error", code: "internal-error",
            detail: "Something went wrong in the server; its log says more under the id \(id).")
    }
}

extension Refusal.Kind {
    /// The HTTP status (RFC 9110, section 15).
    public var status: Int {
        switch self {
        case .invalid: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .conflict: 409
        case .preconditionFailed: 412
        case .tooLarge: 413
        case .tooManyRequests: 429
        case .unavailable: 503
        }
    }

    var title: String {
        switch self {
        case .invalid: "Invalid request"
        case .unauthenticated: "Not authenticated"
        case .forbidden: "Not allowed"
        case .notFound: "Not found"
        case .conflict: "Conflict"
        case .preconditionFailed: "Precondition failed"
        case .tooLarge: "Too large"
        case .tooManyRequests: "Too many requests"
        case .unavailable: "Unavailable"
        }
    }
}
