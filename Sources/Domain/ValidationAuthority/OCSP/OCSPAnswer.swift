/// An OCSPResponse, and for how long it is true.
public struct OCSPAnswer: Sendable, Hashable {
    public let der: [UInt8]
    /// Seconds since 1970; nil where it says nothing of a certificate.
    public let thisUpdate: Int64?
    /// Seconds since 1970; nil where it says nothing of a certificate.
    public let nextUpdate: Int64?
    /// The same request may be answered by it again until `nextUpdate`: it has no nonce, and what it says is known.
    public let isCacheable: Bool
}
