public import JSONSchema
import JSONPatch

/// One row of the management API: what is asked for how, by whom, and what comes back.
///
/// Routing, authorisation, the OpenAPI document and the client's paths are all read from it.
public struct Endpoint: Sendable {
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        /// With a JSON Patch (RFC 6902).
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// A body in JSON, by the name of its schema.
    public struct Body: Sendable {
        /// As `components/schemas` of the OpenAPI document names it.
        public let name: String
        /// Nil where a module above this one owns the type and hands in the schema.
        public let describe: (@Sendable () throws -> JSONSchema)?

        /// A type of the contract.
        public static func of<Value: Decodable & Sendable>(_ type: Value.Type, _ name: String) -> Body {
            Body(name: name, describe: { try JSONSchema.describing(type) })
        }

        /// A type that the front knows.
        public static func named(_ name: String) -> Body {
            Body(name: name, describe: nil)
        }
    }

    /// What a success carries.
    public enum Answer: Sendable {
        case nothing
        case json(Body)
        /// `{"list": [...], "next": "<bookmark>"}`.
        case page(of: Body)
        /// Another media type, with a sentence on it.
        case media(String, String)
    }

    /// A parameter of the query.
    public struct Parameter: Sendable {
        public let name: String
        public let schema: JSONSchema
        public let isRepeatable: Bool
        public let summary: String

        public init(_ name: String, _ schema: JSONSchema, isRepeatable: Bool = false, _ summary: String) {
            self.name = name
            self.schema = schema
            self.isRepeatable = isRepeatable
            self.summary = summary
        }
    }

    /// Stable name, for instance `createCA`.
    public let id: String
    public let method: Method
    /// For instance `/v1/cas/{id}/status`.
    public let path: PathTemplate
    /// Any one of them will do; empty means open to everybody.
    public let roles: Set<Role>
    public let parameters: [Parameter]
    public let request: Body?
    public let answer: Answer
    /// The status of a success.
    public let status: Int
    /// What a success carries that goes on after the answer, with the status 202; nil where none does.
    public let accepted: Body?
    public let summary: String
    /// Of a PUT, PATCH or DELETE: the id of the row that shows, under the same values, what is changed. Preconditions are compared
    /// with what that row answers.
    public let changes: String?
    /// Of a POST: whether its answer may be kept and given again under the same `Idempotency-Key`. Not where it holds a
    /// secret, or is written while the work goes on; such a request is carried out once all the same.
    public let isReplayable: Bool
    /// Whether a success carries an `ETag` (RFC 9110, section 8.8.3).
    public let isTagged: Bool

    /// - Parameter isTagged: false leaves the tag away where there could be one.
    init(
        _ id: String, _ method: Method, _ path: StaticString, roles: Set<Role> = [.admin],
        parameters: [Parameter] = [], request: Body? = nil, answer: Answer, status: Int = 200,
        accepted: Body? = nil, changes: String? = nil, isReplayable: Bool = true, isTagged: Bool = true,
        _ summary: String
    ) {
        self.id = id
        self.method = method
        self.path = PathTemplate(path.description)
        self.roles = roles
        self.parameters = parameters
        self.request = request
        self.answer = answer
        self.status = status
        self.accepted = accepted
        self.summary = summary
        self.changes = changes
        self.isReplayable = isReplayable
        self.isTagged = isTagged && Self.hasRepresentation(method, answer, status)
    }

    /// Of the body.
    public var requestMediaType: String { method == .patch ? JSONPatch.mediaType : "application/json" }

    /// Whether a success carries one object that has a place of its own: for POST the one that it created.
    private static func hasRepresentation(_ method: Method, _ answer: Answer, _ status: Int) -> Bool {
        guard case .json = answer else { return false }
        return method != .post || status == 201
    }
}
