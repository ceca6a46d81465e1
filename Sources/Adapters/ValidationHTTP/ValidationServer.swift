import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// OCSP, CRLs and certificates of CAs over plain HTTP/1.1 (RFC 6960 appendix A, RFC 5019, RFC 5280 section 4.2.1.13).
///
/// What it sends is signed by others, so it needs neither TLS, which would have to be validated in turn, nor to know who
/// asks.
public struct ValidationServer: Service {
    private let configuration: ValidationServerConfiguration
    private let responder: ValidationResponder
    private let logger: Logger
    private let onBound: @Sendable (_ port: Int) async -> Void

    /// - Parameter onBound: called once, with the port, when connections are accepted.
    public init(
        configuration: ValidationServerConfiguration, source: any ValidationSource, logger: Logger,
        onBound: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        responder = ValidationResponder(configuration: configuration, source: source, logger: logger)
        self.logger = logger
        self.onBound = onBound
    }

    /// Serves until graceful shutdown or cancellation; requests in progress are answered first.
    public func run() async throws {
        let server = Server(
            childChannelSetup: ValidationChannel(limits: configuration.limits, responder: responder),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port),
                backlog: 1_024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connectionsMax)
            ),
            onServerRunning: { [onBound] channel in
                guard let port = channel.localAddress?.port else { return }
                await onBound(port)
            },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
        try await server.run()
    }
}
