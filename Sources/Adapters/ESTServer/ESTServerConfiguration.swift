public import struct Foundation.Date
public import struct NIOCore.NIODeadline

/// All that an ``ESTServer`` needs to know before it starts.
public struct ESTServerConfiguration: Sendable {
    /// The address to listen on: a name or an IP address of this machine.
    public var host: String
    /// The TCP port; 0 takes a free one, which `onBound` reports.
    public var port: Int
    /// Certificate and key of the server.
    public var identity: TLSIdentity
    public var limits: ESTServerLimits
    public var rates: ESTRates
    public var proxies: TrustedProxies
    /// Called once per answered request, after the answer was written.
    ///
    /// `operation` is the EST operation, or `unknown` for every other path: a name with few values. The duration runs
    /// from the request's head to the written answer.
    public var onResponse: @Sendable (_ operation: String, _ status: Int, _ durationNanoseconds: UInt64) -> Void
    /// A clock that only goes forward, for the durations.
    public var uptimeNanoseconds: @Sendable () -> UInt64
    /// Seconds since 1970, UTC, for the `Date` of the answers.
    public var now: @Sendable () -> Int64

    public init(
        host: String = "127.0.0.1",
        port: Int = 0,
        identity: TLSIdentity,
        limits: ESTServerLimits = ESTServerLimits(),
        rates: ESTRates = ESTRates(),
        proxies: TrustedProxies = TrustedProxies(),
        onResponse: @escaping @Sendable (_ operation: String, _ status: Int, _ durationNanoseconds: UInt64) -> Void = {
            _, _, _ in
        },
        uptimeNanoseconds: @escaping @Sendable () -> UInt64 = { NIODeadline.now().uptimeNanoseconds },
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970.rounded(.down)) }
    ) {
        self.host = host
        self.port = port
        self.identity = identity
        self.limits = limits
        self.rates = rates
        self.proxies = proxies
        self.onResponse = onResponse
        self.uptimeNanoseconds = uptimeNanoseconds
        self.now = now
    }
}

/// What one client, and all of them together, may take from the server.
public struct ESTServerLimits: Sendable, Hashable {
    /// The largest request body; a longer one gets 413.
    public var bodyBytesMax = 64 << 10
    /// How much of a refused body is read and dropped before the connection is closed: the client has a chance to see
    /// the answer, and no way to keep us reading.
    public var discardedBytesMax = 1 << 20
    /// All header fields of a request together; a larger head gets 431.
    public var headerBytesMax = 16 << 10
    public var headerFieldsMax = 100
    /// Connections at a time; more wait in the kernel's queue.
    public var connectionsMax = 10_000
    /// From the connection to the end of its TLS handshake.
    public var handshakeTimeout: Duration = .seconds(10)
    /// From a request's head to the end of its body.
    public var requestTimeout: Duration = .seconds(30)
    /// Without a request, between two requests, and until a request's head is complete.
    public var idleTimeout: Duration = .seconds(60)

    public init() {}
}
