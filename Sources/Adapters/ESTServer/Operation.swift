import HTTPTypes

/// The operations that this server offers (RFC 7030, 3.2.2). Every other one is a 404.
enum Operation: String, CaseIterable, Sendable {
    case cacerts
    case simpleenroll
    case simplereenroll
    case csrattrs
    case serverkeygen

    var method: HTTPRequest.Method {
        switch self {
        case .cacerts, .csrattrs: .get
        case .simpleenroll, .simplereenroll, .serverkeygen: .post
        }
    }

    /// HEAD is served wherever GET is (RFC 9110, section 9.1).
    func allows(_ method: HTTPRequest.Method) -> Bool {
        method == self.method || (method == .head && self.method == .get)
    }
}
