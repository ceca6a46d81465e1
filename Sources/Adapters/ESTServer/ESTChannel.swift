import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Builds the pipeline of a connection: TLS with a client certificate that anyone may bring, then HTTP/1.1.
struct ESTChannel: ServerChildChannel {
    struct Connection: ServerChildChannelValue {
        let channel: any Channel
    }

    let contexts: TLSContexts
    let limits: ESTServerLimits
    let responder: ESTResponder
    let connections: OpenConnections

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            try channel.syncOptions?.setOption(.allocator, value: .sparse)
            let peer = PeerCertificates()
            try addTLS(to: channel, peer: peer, logger: logger)
            try addHTTP(to: channel, peer: peer)
            connections.add(channel)
            return Connection(channel: channel)
        }
    }

    /// All that happens on the connection happens on its event loop: no task waits for it.
    func handle(value: Connection, logger: Logger) async {}

    private func addTLS(to channel: any Channel, peer: PeerCertificates, logger: Logger) throws {
        let entrance = TLSEntrance(contexts: contexts, peer: peer, logger: logger)
        let guardian = HandshakeGuard(timeout: limits.handshakeTimeout, logger: logger)
        try channel.pipeline.syncOperations.addHandlers([entrance, guardian])
    }

    private func addHTTP(to channel: any Channel, peer: PeerCertificates) throws {
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = limits.headerBytesMax
        decoder.maxHeaderListSize = limits.headerBytesMax
        decoder.maxHeaderFieldCount = limits.headerFieldsMax
        let pipeline = channel.pipeline.syncOperations
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
        try pipeline.addHandler(RequestGuard(timeout: limits.requestTimeout))
        let exchange = ExchangeHandler(idleTimeout: limits.idleTimeout) { [responder, connections] request, channel in
            await connections.answering {
                await responder.respond(to: request, peer: peer, channel: channel)
            }
        }
        try pipeline.addHandler(exchange)
    }
}
