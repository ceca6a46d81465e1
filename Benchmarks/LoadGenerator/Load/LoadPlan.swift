public import NIOCore
public import NIOSSL

/// What to send, where, and over which connections.
public struct LoadPlan: Sendable {
    public enum Connections: Sendable {
        /// Each lane keeps one connection and sends one request at a time over it.
        case keptAlive
        /// Each request has a connection of its own, handshake included, and its time starts with the connection.
        case freshPerRequest
    }

    public var address: ServerAddress
    /// TLS identities, taken in turn by request number; empty: no TLS.
    public var tls: [NIOSSLContext]
    public var connections: Connections
    /// How many requests are in flight at most.
    public var lanes: Int
    /// Taken in turn.
    public var requests: [ByteBuffer]
    /// The number of the first request.
    public var firstRequest: Int
    /// Start over after the last request; otherwise the run ends with it.
    public var cycles: Bool
    /// Keep the bodies of the answers in the result.
    public var keepsBodies: Bool
    /// Looks into each answer whose status is one of success; one that is not accepted ends its lane.
    public var accepts: (@Sendable (ByteBuffer) -> Bool)?
    /// Called on an event loop after each answer that counts.
    public var onSuccess: (@Sendable () -> Void)?

    public init(
        to address: ServerAddress, tls: [NIOSSLContext], connections: Connections, lanes: Int,
        requests: [ByteBuffer], firstRequest: Int = 0, cycles: Bool = false, keepsBodies: Bool = false,
        accepts: (@Sendable (ByteBuffer) -> Bool)? = nil, onSuccess: (@Sendable () -> Void)? = nil
    ) {
        precondition(lanes > 0, "a load needs a lane")
        precondition(address.isTLS != tls.isEmpty, "an https address takes TLS contexts, an http address none")
        self.address = address
        self.tls = tls
        self.connections = connections
        self.lanes = lanes
        self.requests = requests
        self.firstRequest = firstRequest
        self.cycles = cycles
        self.keepsBodies = keepsBodies
        self.accepts = accepts
        self.onSuccess = onSuccess
    }

    func request(_ number: Int) -> ByteBuffer? {
        if number < requests.count { return requests[number] }
        return cycles && !requests.isEmpty ? requests[number % requests.count] : nil
    }

    func context(_ number: Int) -> NIOSSLContext? {
        tls.isEmpty ? nil : tls[number % tls.count]
    }
}
