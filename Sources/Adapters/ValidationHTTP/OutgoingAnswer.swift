import NIOCore
import NIOHTTP1

/// What the client gets: complete before its first byte is written, so always with its length.
struct OutgoingAnswer: Sendable {
    let status: HTTPResponseStatus
    var fields: HTTPHeaders
    let body: [UInt8]
    /// Only the head is sent: the answer to HEAD, or 304. `Content-Length` still tells the length of the body.
    var isHeadOnly = false

    init(_ status: HTTPResponseStatus, _ fields: HTTPHeaders, _ body: [UInt8]) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// A sentence for a person, which no cache keeps.
    static func sentence(_ status: HTTPResponseStatus, _ sentence: String) -> OutgoingAnswer {
        OutgoingAnswer(
            status, ["Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"],
            Array("\(sentence)\n".utf8))
    }

    static func methodNotAllowed(_ allowed: String) -> OutgoingAnswer {
        var answer = sentence(.methodNotAllowed, "Use \(allowed) here.")
        answer.fields.add(name: "Allow", value: allowed)
        return answer
    }

    func head(isClosing: Bool) -> HTTPResponseHead {
        var fields = fields
        // A 304 has no length of its own (RFC 9110, section 8.6).
        if status != .notModified { fields.add(name: "Content-Length", value: String(body.count)) }
        if isClosing { fields.add(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    }
}
