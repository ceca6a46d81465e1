import Events
import HTTPTypes
import Hummingbird
import ManagementAPI
import HTTPSemantics

/// An answer as it is kept for the request that is sent again.
struct KeptAnswer: Sendable, Equatable {
    let status: Int
    /// Nil where there is no body.
    let mediaType: String?
    let location: String?
    let body: [UInt8]

    /// Nil for an answer that is written while the work goes on, or holds a secret.
    init?(_ answer: Answer, status: Int) {
        switch answer {
        case .nothing: self.init(status: status, mediaType: nil, location: nil, body: [])
        case .json(let bytes, let location):
            self.init(status: status, mediaType: "application/json", location: location, body: bytes)
        case .accepted(let bytes, let location):
            self.init(status: 202, mediaType: "application/json", location: location, body: bytes)
        case .media(let type, let bytes): self.init(status: status, mediaType: type, location: nil, body: bytes)
        case .secret, .stream, .unready: return nil
        }
    }

    init?(_ problem: Problem) {
        guard let body = try? WireJSON.encode(problem) else { return nil }
        self.init(status: problem.status, mediaType: Problem.mediaType, location: nil, body: body)
    }

    init(status: Int, mediaType: String?, location: String?, body: [UInt8]) {
        self.status = status
        self.mediaType = mediaType
        self.location = location
        self.body = body
    }

    /// - Parameter isTagged: whether the row tags its successes.
    func response(isTagged: Bool) -> Response {
        var headers = mediaType.map(Answer.headers) ?? Answer.bare
        if let location { headers[.location] = location }
        if isTagged && (200..<300).contains(status) { headers[.eTag] = EntityTag(of: body).description }
        if let name = HTTPField.Name(HeaderNames.idempotencyReplayed) { headers[name] = "true" }
        return Response(
            status: .init(code: status), headers: headers, body: mediaType == nil ? ResponseBody() : Answer.body(body))
    }
}
