/// Why a load run, or one of its requests, is no result.
public enum LoadError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The server refused a request that is right.
    case refused(status: Int, body: String)
    /// The connection ended before the answer.
    case unanswered
    case timedOut
    case connection(String)
    case server(String)
    /// What the server says of itself does not fit what it answered.
    case dishonest(String)

    public var description: String {
        switch self {
        case .refused(let status, let body): "the server answered \(status): \(body)"
        case .unanswered: "the connection ended before the answer"
        case .timedOut: "no answer in time"
        case .connection(let what): "connection: \(what)"
        case .server(let what): what
        case .dishonest(let what): "the server's books do not fit its answers: \(what)"
        }
    }
}
