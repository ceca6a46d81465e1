import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// Ends a connection whose TLS handshake fails or does not end in time. Stands right behind the TLS handler.
final class HandshakeGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let timeout: TimeAmount
    private let logger: Logger
    private var deadline: Scheduled<Void>?
    private var isDone = false

    init(timeout: Duration, logger: Logger) {
        self.timeout = TimeAmount(timeout)
        self.logger = logger
    }

    func channelActive(context: ChannelHandlerContext) {
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(mode: .all, promise: nil) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { finish() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !isDone {
            let client = context.remoteAddress?.ipAddress ?? ""
            logger.debug("TLS handshake failed", metadata: ["client": "\(client)", "error": "\(error)"])
            finish()
            if isPlainHTTP(error) { explain(context) }
            context.close(promise: nil)
        }
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    /// What the TLS library says when it reads `GET ` or `POST` where a handshake should begin.
    private func isPlainHTTP(_ error: any Error) -> Bool {
        guard case .handshakeFailed(let cause)? = error as? NIOSSLError else { return false }
        return String(describing: cause).contains("HTTP_REQUEST")
    }

    /// Past the TLS handler, in the clear, as the client speaks.
    private func explain(_ context: ChannelHandlerContext) {
        let sentence = "This port speaks TLS: use https.\n"
        let answer =
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: \(sentence.utf8.count)\r\nConnection: close\r\n\r\n\(sentence)"
        guard let tls = try? context.pipeline.syncOperations.context(handlerType: NIOSSLServerHandler.self) else {
            return
        }
        tls.writeAndFlush(NIOAny(context.channel.allocator.buffer(string: answer)), promise: nil)
    }

    private func finish() {
        isDone = true
        deadline?.cancel()
        deadline = nil
    }
}
