/// A request to a service that is not ours.
public struct WebRequest: Sendable {
    public enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    public struct Field: Sendable, Equatable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public let method: Method
    /// Absolute; `http` or `https`.
    public let url: String
    public let fields: [Field]
    public let body: [UInt8]
    /// From the first attempt to connect to the last byte of the answer.
    public let timeout: Duration
    /// A longer answer is none.
    public let answerBytesMax: Int
    /// Trust anchors for the service's TLS certificate, DER; those of the system where there are none.
    public let trustedCAs: [[UInt8]]

    public init(
        _ method: Method, _ url: String, fields: [Field] = [], body: [UInt8] = [], timeout: Duration,
        answerBytesMax: Int, trustedCAs: [[UInt8]] = []
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.timeout = timeout
        self.answerBytesMax = answerBytesMax
        self.trustedCAs = trustedCAs
    }
}

public struct WebResponse: Sendable, Equatable {
    public let status: Int
    public let body: [UInt8]

    public init(status: Int, body: [UInt8]) {
        self.status = status
        self.body = body
    }
}

/// Why there is no answer.
public enum WebFault: Error, Sendable, Equatable, CustomStringConvertible {
    case timeout
    case answerTooLarge(max: Int)
    /// The text is for the log: it may say more of our network than a client is to know.
    case unreachable(String)

    /// For clients; to be put after the name of the service.
    public var description: String {
        switch self {
        case .timeout: "did not answer in time"
        case .answerTooLarge(let max): "sent more than \(max) bytes"
        case .unreachable: "could not be reached"
        }
    }

    /// For the log.
    var detail: String {
        if case .unreachable(let reason) = self { reason } else { description }
    }
}

/// The way out to services that are not ours. It follows no redirect: what is asked is asked of whom was meant.
public struct WebExchange: Sendable {
    public typealias Send = @Sendable (WebRequest) async throws(WebFault) -> WebResponse

    let send: Send

    public init(send: @escaping Send) {
        self.send = send
    }

    /// No way out: whatever would have to be asked cannot be found out.
    public static let none = WebExchange { _ throws(WebFault) in
        throw .unreachable("this process has no way out to other services")
    }
}
