import NIOCore
import NIOHTTP1

/// Sees each request before it is translated: gives it a time by which its body must have arrived, and says `close`
/// wherever HTTP/1 means it.
///
/// The layers above know neither the protocol version nor `Connection: TE, Close`; they look for the word `close`.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let timeout: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isReading = false

    init(timeout: Duration) {
        self.timeout = TimeAmount(timeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(var head):
            isReading = true
            if !head.isKeepAlive { head.headers.replaceOrAdd(name: "Connection", value: "close") }
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body:
            context.fireChannelRead(data)
        case .end:
            finish()
            context.fireChannelRead(data)
        }
    }

    /// A request that came in one piece, as nearly all do, never starts a timer.
    func channelReadComplete(context: ChannelHandlerContext) {
        if isReading, deadline == nil {
            let channel = context.channel
            deadline = context.eventLoop.scheduleTask(in: timeout) { channel.close(mode: .all, promise: nil) }
        }
        context.fireChannelReadComplete()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    private func finish() {
        isReading = false
        deadline?.cancel()
        deadline = nil
    }
}
