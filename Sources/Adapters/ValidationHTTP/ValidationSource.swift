/// What the listener asks: it knows HTTP, and nothing of CAs.
public protocol ValidationSource: Sendable {
    /// Answers an OCSP request (RFC 6960), DER in and DER out; what cannot be read is answered too, by an error status.
    func ocsp(_ request: [UInt8]) async -> ValidationAnswer

    /// The list at this path below `/crl/`, for instance `plant-ca/0.crl`; nil where there is none.
    func crl(_ path: String) async throws -> ValidationAnswer?

    /// The certificate of a CA, DER; nil where there is none.
    func certificate(ofCA id: String) async throws -> ValidationAnswer?
}

/// Bytes to send, and for how long they are true: what the cache headers say (RFC 5019, section 6).
public struct ValidationAnswer: Sendable, Equatable {
    public var body: [UInt8]
    /// Seconds since 1970; nil where the answer must not be cached.
    public var thisUpdate: Int64?
    /// Seconds since 1970.
    public var nextUpdate: Int64?

    public init(body: [UInt8], thisUpdate: Int64? = nil, nextUpdate: Int64? = nil) {
        self.body = body
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
    }
}
