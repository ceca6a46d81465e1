import NIOCore
import NIOHTTP1

/// Sees each request before it is translated: gives it a time by which its body must have arrived, says `close`
/// wherever HTTP/1 means it, and puts a request of our own in the place of one whose head is at fault.
///
/// The layers above know neither the protocol version nor `Connection: TE, Close`; they look for the word `close`.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let timeout: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isReading = false
    /// A faulty request was answered: nothing that still comes has a meaning.
    private var isSpent = false

    init(timeout: Duration) {
        self.timeout = TimeAmount(timeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isSpent else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            if let fault = Fault(head) { return refuse(fault, context) }
            isReading = true
            context.fireChannelRead(wrapInboundOut(.head(plain(head))))
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
            deadline = context.eventLoop.scheduleTask(in: timeout) { Self.giveUp(channel) }
        }
        context.fireChannelReadComplete()
    }

    /// What cannot be parsed is answered in its turn; where it is the rest of a request, whoever reads that answers.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        guard !isSpent else { return }
        if isReading {
            finish()
            isSpent = true
            context.fireErrorCaught(error)
        } else {
            refuse(Fault(error), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    private func refuse(_ fault: Fault, _ context: ChannelHandlerContext) {
        isSpent = true
        let headers: HTTPHeaders = ["Connection": "close"]
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: fault.target, headers: headers)
        context.fireChannelRead(wrapInboundOut(.head(head)))
        context.fireChannelRead(wrapInboundOut(.end(nil)))
    }

    private func plain(_ head: HTTPRequestHead) -> HTTPRequestHead {
        var head = head
        // The parser stops behind a request that wants another protocol, and no other one is spoken here.
        if !head.isKeepAlive || head.headers.contains(name: "Upgrade") {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        // RFC 9110, section 10.1.1: HTTP/1.0 knows no interim answer.
        if head.version != .http1_1 { head.headers.remove(name: "Expect") }
        return head
    }

    /// Whoever reads the body answers that it is late; the connection ends soon after, answered or not.
    private static func giveUp(_ channel: any Channel) {
        channel.pipeline.fireErrorCaught(LateBody())
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(mode: .all, promise: nil) }
    }

    private func finish() {
        isReading = false
        deadline?.cancel()
        deadline = nil
    }
}

/// The body did not arrive in time.
struct LateBody: Error {}
