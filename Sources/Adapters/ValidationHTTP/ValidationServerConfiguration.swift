public import struct Foundation.Date
public import struct NIOCore.NIODeadline

/// All that a ``ValidationServer`` needs to know before it starts.
public struct ValidationServerConfiguration: Sendable {
    /// The address to listen on: a name or an IP address of this machine.
    public var host: String
    /// The TCP port; 0 takes a free one, which `onBound` reports.
    public var port: Int
    public var limits: ValidationServerLimits
    /// Caches keep an answer no longer than this, in seconds, even where it is true for longer: what is revoked
    /// meanwhile is heard of after this time at the latest.
    public var cacheSecondsMax: Int64
    /// Called once per answered request, before the answer is written.
    ///
    /// `operation` is `ocsp`, `crl`, `ca`, or `unknown` for every other path: a name with few values. The duration runs
    /// from the end of the request to the answer.
    public var onResponse: @Sendable (_ operation: String, _ status: Int, _ durationNanoseconds: UInt64) -> Void
    /// A clock that only goes forward, for the durations.
    public var uptimeNanoseconds: @Sendable () -> UInt64
    /// Seconds since 1970, UTC, for the dates and ages in the answers.
    public var now: @Sendable () -> Int64

    public init(
        host: String = "127.0.0.1", port: Int = 0, limits: ValidationServerLimits = ValidationServerLimits(),
        cacheSecondsMax: Int64 = 3_600,
        onResponse: @escaping @Sendable (_ operation: String, _ status: Int, _ durationNanoseconds: UInt64) -> Void = {
            _, _, _ in
        },
        uptimeNanoseconds: @escaping @Sendable () -> UInt64 = { NIODeadline.now().uptimeNanoseconds },
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970.rounded(.down)) }
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.cacheSecondsMax = cacheSecondsMax
        self.onResponse = onResponse
        self.uptimeNanoseconds = uptimeNanoseconds
        self.now = now
    }
}

/// What one client, and all of them together, may take from the server.
public struct ValidationServerLimits: Sendable, Hashable {
    /// The largest request body; a longer one gets 413.
    public var bodyBytesMax = 64 << 10
    /// How much of a refused body is read and dropped before the connection is closed: the client has a chance to see
    /// the answer, and no way to keep us reading.
    public var discardedBytesMax = 1 << 20
    /// Request line and header fields together; a longer head gets 431.
    public var headerBytesMax = 16 << 10
    public var headerFieldsMax = 100
    /// Connections at a time; more wait in the kernel's queue.
    public var connectionsMax = 10_000
    /// From a request's head to the end of its body.
    public var requestTimeout: Duration = .seconds(30)
    /// Without a whole head of a request, and without progress of an answer.
    public var idleTimeout: Duration = .seconds(60)

    public init() {}
}
