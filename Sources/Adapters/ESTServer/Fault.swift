import HTTPTypes

/// What is wrong with a request before it can be put to anyone: its head, or the way its bytes are framed.
///
/// The connection ends after the answer, for where the next request would begin is anyone's guess.
enum Fault: String, CaseIterable {
    case malformed
    case headTooLarge
    case unknownMethod
    case unknownVersion
    case missingHost
    case ambiguousHost
    case malformedHost
    case ambiguousLength
    case unknownTransferCoding
    case unknownExpectation
    case malformedTarget

    var status: HTTPResponse.Status {
        switch self {
        case .headTooLarge: .requestHeaderFieldsTooLarge
        case .unknownMethod, .unknownTransferCoding: .notImplemented
        case .unknownVersion: .httpVersionNotSupported
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }

    func sentence(_ limits: ESTServerLimits) -> String {
        switch self {
        case .malformed:
            "The request is not HTTP/1.1 as RFC 9112 has it: check its first line, its header fields,"
                + " and that its length is given once, by Content-Length or by chunked."
        case .headTooLarge:
            "The request's head is too large: send at most \(limits.headerBytesMax) bytes"
                + " and \(limits.headerFieldsMax) header fields."
        case .unknownMethod: "The request's method is none that this server knows: use GET or POST."
        case .unknownVersion: "The request's protocol version is not supported: use HTTP/1.1."
        case .missingHost: "The request has no Host header: HTTP/1.1 needs one."
        case .ambiguousHost: "The request has more than one Host header: send one."
        case .malformedHost: "The request's Host header is not a host with an optional port."
        case .ambiguousLength:
            "The request's length is ambiguous: send one Content-Length in digits, or Transfer-Encoding: chunked, not both."
        case .unknownTransferCoding: "The request's Transfer-Encoding is not supported: use chunked, or none."
        case .unknownExpectation: "The request expects what this server cannot do: only 100-continue is known."
        case .malformedTarget: "The request's target is not a path: use /.well-known/est/<label>/<operation>."
        }
    }

    /// The target of the request that stands in for the faulty one, so that it is answered in its turn, behind the
    /// requests that came before it. It has a space within, as no target from outside can.
    var target: String { Self.prefix + rawValue }

    init?(target: some StringProtocol) {
        guard target.hasPrefix(Self.prefix) else { return nil }
        self.init(rawValue: String(target.dropFirst(Self.prefix.count)))
    }

    private static let prefix = "fault "
}
