/// What the EST front asks of the registration authority. Certificates and requests are DER.
///
/// Whatever an implementation throws that is not an ``ESTRefusal`` becomes a 500 that tells the client nothing and the
/// log everything.
public protocol ESTAuthority: Sendable {
    /// All CA certificates to hand out (RFC 7030, 4.1), without duplicates. Asked for by anyone: no authentication.
    ///
    /// - Parameter label: the path segment before the operation (RFC 7030, 3.2.2), nil if the client named none.
    func caCertificates(label: String?) async throws -> [[UInt8]]

    /// Issues a certificate (RFC 7030, 4.2.1) and returns once that is durable.
    ///
    /// - Parameters:
    ///   - request: the PKCS#10 request; decoded from its transfer encoding, otherwise unchecked.
    ///   - client: what the client shows of itself. Nobody has judged it yet.
    func simpleEnroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer

    /// Renews or replaces a certificate (RFC 7030, 4.2.2); otherwise as `simpleEnroll`.
    func simpleReenroll(label: String?, request: [UInt8], client: ClientIdentity) async throws -> EnrollmentAnswer
}

/// What a request for a certificate led to.
public enum EnrollmentAnswer: Sendable, Hashable {
    /// DER.
    case certificate([UInt8])
    /// 202: the client is to send the same request again after so many seconds (RFC 7030, 4.2.3).
    case pending(retryAfterSeconds: Int)
}

/// Who is at the other end of a connection.
public struct ClientIdentity: Sendable, Hashable {
    /// The certificates that the client presented in the TLS handshake, leaf first; empty if it presented none.
    ///
    /// TLS has proved that the client holds the leaf's private key, and nothing else: not the issuer, not the validity.
    /// Where a trusted proxy ended the TLS session it is the proxy that says so.
    public let chain: [[UInt8]]
    /// The client's IP address without a port; empty if the connection has none.
    public let remoteAddress: String
    /// What the client sent by HTTP Basic (RFC 7617), nil if it sent nothing of the kind.
    public let credentials: BasicCredentials?

    public init(chain: [[UInt8]], remoteAddress: String, credentials: BasicCredentials? = nil) {
        self.chain = chain
        self.remoteAddress = remoteAddress
        self.credentials = credentials
    }
}
