/// How the management front listens, and what it lets in.
public struct ManagementConfiguration: Sendable {
    /// A certificate chain and its key, as PEM.
    public struct TLSIdentity: Sendable {
        let certificateChainPEM: String
        let privateKeyPEM: String

        /// - Parameter certificateChainPEM: the leaf first.
        public init(certificateChainPEM: String, privateKeyPEM: String) {
            self.certificateChainPEM = certificateChainPEM
            self.privateKeyPEM = privateKeyPEM
        }
    }

    public struct Limits: Sendable, Equatable {
        /// In bytes.
        public var bodySizeMax = 1 << 20
        public var connectionsMax = 4096
        /// Live streams of events at one time.
        public var streamsMax = 256
        /// How long a connection may be silent between requests.
        public var idleTimeout: Duration = .seconds(120)
        /// How long a live stream may be silent before a comment is sent.
        public var heartbeat: Duration = .seconds(15)
        /// How long a live stream waits before it looks for events of other processes.
        public var pollInterval: Duration = .seconds(1)

        public init() {}
    }

    public let host: String
    /// 0 takes a free one.
    public let port: Int
    public let tokens: [AccessToken]
    /// Nil serves plain HTTP.
    public let tls: TLSIdentity?
    public let limits: Limits
    /// As the OpenAPI document says it.
    public let softwareVersion: String

    public init(
        host: String = "127.0.0.1", port: Int = 8080, tokens: [AccessToken], tls: TLSIdentity? = nil,
        limits: Limits = Limits(), softwareVersion: String = "0.1.0"
    ) {
        self.host = host
        self.port = port
        self.tokens = tokens
        self.tls = tls
        self.limits = limits
        self.softwareVersion = softwareVersion
    }
}

extension ManagementConfiguration.TLSIdentity: CustomStringConvertible, CustomReflectable {
    public var description: String { "TLS identity" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
