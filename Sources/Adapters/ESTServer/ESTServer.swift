import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle

/// The EST front (RFC 7030, RFC 8951): HTTP/1.1 over TLS 1.2 and 1.3.
///
/// It knows the protocol and nothing of who may enrol: that is the ``ESTAuthority``. The identity of a client is what
/// its TLS session presented on this connection; no header is believed.
public struct ESTServer: Service {
    private let configuration: ESTServerConfiguration
    private let responder: ESTResponder
    private let contexts: TLSContexts
    private let logger: Logger
    private let onBound: @Sendable (_ port: Int) async -> Void

    /// - Parameter onBound: called once, with the port, when connections are accepted.
    public init(
        configuration: ESTServerConfiguration,
        authority: any ESTAuthority,
        logger: Logger,
        onBound: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.responder = ESTResponder(configuration: configuration, authority: authority, logger: logger)
        self.contexts = TLSContexts(configuration.identity)
        self.logger = logger
        self.onBound = onBound
    }

    /// Serves until graceful shutdown or cancellation; requests in progress are answered first.
    public func run() async throws {
        let connections = OpenConnections()
        let channel = ESTChannel(
            contexts: contexts, limits: configuration.limits, responder: responder, connections: connections)
        do {
            try await server(channel).run()
        } catch {
            await connections.drained()
            throw error
        }
        await connections.drained()
    }

    private func server(_ channel: ESTChannel) -> Server<ESTChannel> {
        Server(
            childChannelSetup: channel,
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
    }

    /// Takes a renewed certificate, or a new key, for the connections from now on.
    public func replaceIdentity(_ identity: TLSIdentity) {
        contexts.replace(identity)
    }
}
