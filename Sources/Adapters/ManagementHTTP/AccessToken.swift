public import ManagementAPI

/// A bearer token (RFC 6750) and who it stands for. It never shows its secret.
public struct AccessToken: Sendable {
    /// As the events of a change name the caller.
    public let actor: String
    public let role: Role
    private let secret: [UInt8]

    /// - Parameter secret: not empty.
    public init(actor: String, role: Role = .admin, secret: String) {
        precondition(!secret.isEmpty, "an empty token would let everybody in")
        self.actor = actor
        self.role = role
        self.secret = Array(secret.utf8)
    }

    /// Takes the same time wherever the two differ; only the length may show.
    func matches(_ candidate: Substring.UTF8View) -> Bool {
        guard candidate.count == secret.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(secret, candidate) { difference |= left ^ right }
        return difference == 0
    }
}

extension AccessToken: CustomStringConvertible, CustomReflectable {
    public var description: String { "token of \(actor)" }
    public var customMirror: Mirror { Mirror(self, children: ["actor": actor]) }
}

/// Tells who sends a request.
struct Authenticator: Sendable {
    let tokens: [AccessToken]

    /// The token of an `Authorization` header; nil where there is none that is known.
    func token(_ authorization: String?) -> AccessToken? {
        guard let authorization, let space = authorization.firstIndex(of: " "),
            authorization[..<space].lowercased() == "bearer"
        else { return nil }
        let candidate = authorization[authorization.index(after: space)...].utf8
        var found: AccessToken?
        for token in tokens where token.matches(candidate) { found = token }
        return found
    }
}
