import HTTPTypes

/// The operations that this server offers (RFC 7030, 3.2.2). Every other one is a 404.
enum Operation: String, CaseIterable, Sendable {
    case cacerts
    case simpleenroll
    case simplereenroll

    var method: HTTPRequest.Method {
        switch self {
        case .cacerts: .get
        case .simpleenroll, .simplereenroll: .post
        }
    }

    /// HEAD is served wherever GET is (RFC 9110, section 9.1).
    func allows(_ method: HTTPRequest.Method) -> Bool {
        method == self.method || (method == .head && self.method == .get)
    }
}
