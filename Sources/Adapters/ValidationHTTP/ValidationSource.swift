/// What the listener asks: it knows HTTP, and nothing of CAs.
public protocol ValidationSource: Sendable {
    /// Answers an OCSP request (RFC 6960), DER in and DER out; what cannot be read is answered too, by an error status.
    func ocsp(_ request: [UInt8]) async -> ValidationAnswer

    /// The list at this path below `/crl/`, for instance `plant-ca/0.crl`; nil where there is none. Each segment of the
    /// path is of letters, digits, `.`, `_` and `-`.
    func crl(_ path: String) async throws -> ValidationAnswer?

    /// The certificate of a CA, DER; nil where there is none.
    /// - Parameter key: which of its keys the certificate is for, counted from 0; nil for the present one.
    func certificate(ofCA id: String, key: Int?) async throws -> ValidationAnswer?
}

/// Bytes to send, and for how long they are true: what the cache headers say (RFC 5019, section 6).
public struct ValidationAnswer: Sendable, Equatable {
    public var body: [UInt8]
    /// Seconds since 1970; nil where the answer must not be cached.
    public var thisUpdate: Int64?
    /// Seconds since 1970.
    public var nextUpdate: Int64?
    /// What stands in the strong entity tag of exactly these bytes (RFC 9110, section 8.8.3): visible ASCII without
    /// quotes. Their digest where it is nil, which costs time for a long list.
    public var tag: String?

    public init(body: [UInt8], thisUpdate: Int64? = nil, nextUpdate: Int64? = nil, tag: String? = nil) {
        self.body = body
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        self.tag = tag
    }
}
