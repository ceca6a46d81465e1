public import Events

/// A request to enrol as it came over EST, with all that tells who sent it. Nothing of it has been judged.
public struct EnrollmentAttempt: Sendable {
    /// The path segment before the operation (RFC 7030, section 3.2.2).
    public let label: String?
    /// The PKCS#10 request, DER.
    public let request: [UInt8]
    public let client: ClientEvidence

    public init(label: String?, request: [UInt8], client: ClientEvidence) {
        self.label = label
        self.request = request
        self.client = client
    }
}

/// What a client shows of itself.
public struct ClientEvidence: Sendable {
    /// What its TLS session presented, DER, leaf first. TLS proved that it holds the leaf's key, and nothing else.
    public let presented: [[UInt8]]
    /// Its IP address; empty where it has none.
    public let remoteAddress: String
    public let credentials: BasicCredentials?

    public init(presented: [[UInt8]], remoteAddress: String = "", credentials: BasicCredentials? = nil) {
        self.presented = presented
        self.remoteAddress = remoteAddress
        self.credentials = credentials
    }
}

/// A user name and a password (RFC 7617).
public struct BasicCredentials: Sendable, Hashable, CustomStringConvertible {
    public let user: String
    public let password: String

    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }

    /// Without the password.
    public var description: String { "BasicCredentials(\(user))" }
}

/// What an attempt led to.
public enum EnrollmentOutcome: Sendable, Equatable {
    /// The certificate, DER. It is durable, with its events.
    case issued([UInt8])
    /// A person has to decide first: the client is to send the same again after this time (RFC 7030, section 4.2.3).
    case pending(retryAfter: WireDuration)
}
