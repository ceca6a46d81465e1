import Logging
import NIOCore
import NIOSSL

/// Stands where TLS will stand, until the first bytes tell which context the connection gets.
final class TLSEntrance: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let contexts: TLSContexts
    private let peer: PeerCertificates
    private let logger: Logger

    init(contexts: TLSContexts, peer: PeerCertificates, logger: Logger) {
        self.contexts = contexts
        self.peer = peer
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do {
            let isFirst = ClientHello.beginsSession(unwrapInboundIn(data))
            let tls = handler(isFirst ? try contexts.shared() : try contexts.own())
            try context.pipeline.syncOperations.addHandler(tls, position: .after(self))
        } catch {
            logger.error("no TLS for a connection", metadata: ["error": "\(error)"])
            return context.close(promise: nil)
        }
        context.fireChannelRead(data)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func handler(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        NIOSSLServerHandler(
            context: context,
            customVerificationCallback: { [peer] chain, verdict in
                peer.present(chain)
                verdict.succeed(.certificateVerified)
            },
            configuration: .init())
    }
}
