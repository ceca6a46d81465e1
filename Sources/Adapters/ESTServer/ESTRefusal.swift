/// What an authority throws to tell the client why not. It becomes the answer as it is.
public struct ESTRefusal: Error, Sendable, Hashable {
    public enum Status: Int, Sendable, Hashable, CaseIterable {
        case badRequest = 400
        case unauthorized = 401
        case forbidden = 403
        case notFound = 404
        case requestTimeout = 408
        case conflict = 409
        case payloadTooLarge = 413
        case tooManyRequests = 429
        case serviceUnavailable = 503
    }

    public let status: Status
    /// One sentence that a person at the client can act on. It reaches the client: no secrets.
    public let sentence: String
    /// When to try again, for ``Status/tooManyRequests`` and ``Status/serviceUnavailable`` (RFC 9110, 10.2.3).
    public let retryAfterSeconds: Int?
    /// The `WWW-Authenticate` of a ``Status/unauthorized`` (RFC 9110, 11.6.1), for instance `Basic realm="line-1"`.
    /// Without one, the challenge is that for a TLS client certificate.
    public let challenge: String?

    public init(_ status: Status, _ sentence: String, retryAfterSeconds: Int? = nil, challenge: String? = nil) {
        self.status = status
        self.sentence = sentence
        self.retryAfterSeconds = retryAfterSeconds
        self.challenge = challenge
    }
}
