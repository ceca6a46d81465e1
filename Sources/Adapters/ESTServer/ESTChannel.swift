import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOSSL

/// Builds the pipeline of a connection: TLS with a client certificate that anyone may bring, then HTTP/1.1.
struct ESTChannel: ServerChildChannel {
    struct Connection: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let peer: PeerCertificates
        var channel: any Channel { http.channel }
    }

    let contexts: TLSContexts
    let limits: ESTServerLimits
    let responder: ESTResponder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        let peer = PeerCertificates()
        do {
            try addTLS(to: channel, peer: peer, logger: logger)
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        return http(peer).setup(channel: channel, logger: logger).flatMapThrowing { http in
            try addRequestGuard(to: channel)
            return Connection(http: http, peer: peer)
        }
    }

    func handle(value: Connection, logger: Logger) async {
        await http(value.peer).handle(value: value.http, logger: logger)
    }

    private func addTLS(to channel: any Channel, peer: PeerCertificates, logger: Logger) throws {
        let tls = NIOSSLServerHandler(
            context: try contexts.make(),
            customVerificationCallback: { chain, verdict in
                peer.present(chain)
                verdict.succeed(.certificateVerified)
            },
            configuration: .init()
        )
        let guardian = HandshakeGuard(timeout: limits.handshakeTimeout, logger: logger)
        try channel.pipeline.syncOperations.addHandlers([tls, guardian])
    }

    private func addRequestGuard(to channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(RequestGuard(timeout: limits.requestTimeout), position: .after(decoder))
    }

    private func http(_ peer: PeerCertificates) -> HTTP1Channel {
        HTTP1Channel(
            responder: { request, writer, channel in
                try await responder.respond(to: request, peer: peer, channel: channel, writer: writer)
            },
            configuration: .init(
                idleTimeout: TimeAmount(limits.idleTimeout),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerBytesMax,
                    maxHeaderListSize: limits.headerBytesMax,
                    maxHeaderFieldCount: limits.headerFieldsMax
                )
            )
        )
    }
}
