import HTTPTypes
import HTTPSemantics
import NIOHTTP1

/// What the client gets: complete before its first byte is written, so always with its length.
struct Answer {
    let status: HTTPResponse.Status
    var fields: HTTPFields
    let body: [UInt8]

    static func certificates(_ certificates: [[UInt8]], as form: CertificateForm) -> Answer {
        Answer(status: .ok, fields: form.fields, body: form.encode(certificates))
    }

    static func enrollment(_ answer: EnrollmentAnswer, as form: CertificateForm) -> Answer {
        switch answer {
        case .certificate(let certificate):
            return .certificates([certificate], as: form)
        case .pending(let seconds):
            var answer = sentence(.accepted, "A person has to approve this; send the same request again later.")
            answer.fields[.retryAfter] = String(max(seconds, 1))
            return answer
        }
    }

    /// - Parameter sentence: for a person; line breaks in it are taken out.
    static func sentence(_ status: HTTPResponse.Status, _ sentence: String) -> Answer {
        let line = sentence.split(whereSeparator: \.isNewline).joined(separator: " ")
        let fields: HTTPFields = [.contentType: "text/plain; charset=utf-8"]
        return Answer(status: status, fields: fields, body: Array("\(line)\n".utf8))
    }

    static func refusal(_ refusal: ESTRefusal) -> Answer {
        var answer = sentence(HTTPResponse.Status(code: refusal.status.rawValue), refusal.sentence)
        if let seconds = refusal.retryAfterSeconds { answer.fields[.retryAfter] = String(max(seconds, 0)) }
        if refusal.status == .unauthorized {
            answer.fields[.wwwAuthenticate] = refusal.challenge ?? clientCertificateChallenge
        }
        return answer
    }

    static func wrongMethod(_ operation: Operation) -> Answer {
        var answer = sentence(.methodNotAllowed, "Use \(operation.method) for \(operation).")
        answer.fields[.allow] = operation.method == .get ? "GET, HEAD" : operation.method.rawValue
        return answer
    }

    /// - Parameter seconds: the time, since 1970, UTC.
    func head(at seconds: Int64, isClosing: Bool) -> HTTPResponseHead {
        var headers = HTTPHeaders(fields.map { ($0.name.rawName, $0.value) })
        headers.add(name: "Date", value: HTTPDate.format(seconds))
        // A 204 has neither a body nor a length (RFC 9110, 8.6).
        if status != .noContent { headers.add(name: "Content-Length", value: String(body.count)) }
        if isClosing { headers.add(name: "Connection", value: "close") }
        let status = HTTPResponseStatus(statusCode: status.code, reasonPhrase: status.reasonPhrase)
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }

    /// RFC 9110, 15.5.2 wants a challenge with every 401, and no registered scheme means "a TLS client certificate".
    /// `Basic` would be a lie: clients would send passwords that nobody looks at. This name is that of an old draft
    /// (draft-thomson-httpbis-cant); a client that does not know it must leave it alone.
    private static let clientCertificateChallenge = "ClientCertificate realm=\"EST\""
}
