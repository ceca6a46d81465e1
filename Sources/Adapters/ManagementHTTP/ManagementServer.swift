import Hummingbird
import HummingbirdCore
import HummingbirdTLS
public import Logging
import ManagementAPI
import NIOCore
import NIOSSL
public import ServiceLifecycle

/// The management front: the rows of `EndpointCatalog` over HTTP, or HTTPS.
public struct ManagementServer: Service {
    private let configuration: ManagementConfiguration
    private let responder: ManagementResponder
    private let logger: Logger
    private let onBound: @Sendable (_ port: Int) async -> Void

    /// - Parameter onBound: called once, with the port, when connections are accepted.
    /// - Throws: where a body of the table cannot be described.
    public init(
        configuration: ManagementConfiguration, services: ManagementServices, logger: Logger,
        onBound: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws {
        let metrics = RequestMetrics(EndpointCatalog.rows.map(\.id))
        self.configuration = configuration
        self.responder = ManagementResponder(
            ServedRow.served(EndpointCatalog.rows, try services.handlers(configuration, metrics)),
            keys: services.idempotency, tokens: configuration.tokens,
            bodySizeMax: configuration.limits.bodySizeMax, metrics: metrics, logger: logger)
        self.logger = logger
        self.onBound = onBound
    }

    /// Serves until graceful shutdown or cancellation; requests in progress are answered first, live streams end.
    public func run() async throws {
        try await application().run()
    }

    func application() throws -> Application<ManagementResponder> {
        Application(
            responder: responder,
            server: try builder(),
            configuration: .init(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.limits.connectionsMax)),
            onServerRunning: { [onBound] channel in
                guard let port = channel.localAddress?.port else { return }
                await onBound(port)
            },
            logger: logger)
    }

    private func builder() throws -> HTTPServerBuilder {
        let http = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ContinueHandler()],
                idleTimeout: TimeAmount(configuration.limits.idleTimeout)))
        guard let identity = configuration.tls else { return http }
        return try .tls(http, tlsConfiguration: try TLSConfiguration(identity))
    }
}

extension TLSConfiguration {
    fileprivate init(_ identity: ManagementConfiguration.TLSIdentity) throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(identity.certificateChainPEM.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(identity.privateKeyPEM.utf8), format: .pem)
        self = .makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        minimumTLSVersion = .tlsv12
        // A silent peer must not hold up a shutdown.
        shutdownTimeout = .milliseconds(300)
    }
}
