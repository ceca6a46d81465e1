import NIOCore
import NIOHTTP1

/// Puts requests together within the limits, writes answers, and decides when the connection ends. It lives on the event
/// loop of its channel.
///
/// Requests may come before the one ahead of them is answered; answers leave in their order, because whoever answers
/// takes one request after the other.
final class RequestAssembler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = ReceivedRequest
    typealias OutboundIn = OutgoingAnswer
    typealias OutboundOut = HTTPServerResponsePart

    private enum Reading {
        case head
        case body(HTTPRequestHead, [UInt8])
        /// Of a connection that ends with the next answers: this many bytes were dropped so far.
        case nothingMore(dropped: Int)
    }

    private let limits: ValidationServerLimits
    private var reading = Reading.head
    /// Requests that were passed on and are not answered; whether their answers end the connection, in order.
    private var endings: CircularBuffer<Bool> = []
    private var isQuiescing = false
    private var deadline: Scheduled<Void>?
    /// Answers that the kernel has not taken whole yet. To close before that would cut them off.
    private var unwritten = 0
    private var closing: (mode: CloseMode, promise: EventLoopPromise<Void>?)?

    init(_ limits: ValidationServerLimits) {
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (unwrapInboundIn(data), reading) {
        case (.head(let head), .head): begin(head, context)
        case (.body(let bytes), .body(let head, var body)):
            guard body.count + bytes.readableBytes <= limits.bodyBytesMax else {
                return refuse(ReceivedRequest(head, .bodyTooLarge), context)
            }
            body.append(contentsOf: bytes.readableBytesView)
            reading = .body(head, body)
        case (.end, .body(let head, let body)):
            // An HTTP/1.0 client would have to be told that the connection stays.
            let isLast = !head.isKeepAlive || head.version != .http1_1
            reading = isLast ? .nothingMore(dropped: 0) : .head
            pass(ReceivedRequest(head, .whole(body)), isLast: isLast, context)
        case (.body(let bytes), .nothingMore(let dropped)): drop(bytes.readableBytes + dropped, context)
        default: break
        }
    }

    /// A request that came in one piece, as nearly all do, never starts a timer.
    func channelReadComplete(context: ChannelHandlerContext) {
        if case .body = reading { startTimer(context) }
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A request that ends with its connection has nobody to be told of it.
        guard let error = error as? HTTPParserError, context.channel.isActive else {
            return context.close(promise: nil)
        }
        if case .nothingMore = reading { return }
        refuse(ReceivedRequest(unreadable: error == .headerOverflow ? .headTooLarge : .malformed), context)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let answer = unwrapOutboundIn(data)
        let isLast = endings.popFirst() ?? true
        let quiesces = isQuiescing && endings.isEmpty
        context.write(wrapOutboundOut(.head(answer.head(isClosing: isLast || quiesces))), promise: nil)
        if !answer.isHeadOnly { writeBody(answer.body, context) }
        let written = promise ?? context.eventLoop.makePromise()
        unwritten += 1
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        written.futureResult.whenComplete { _ in bound.value.0.didWrite(bound.value.1) }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: written)
        // Only the direction to the client is closed: whatever it still sends would make the kernel reset the
        // connection, and the answer might be lost on its way.
        if isLast || quiesces { close(context: context, mode: quiesces ? .all : .output, promise: nil) }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard unwritten > 0, mode != .input else { return context.close(mode: mode, promise: promise) }
        if let closing { closing.promise?.futureResult.cascade(to: promise) }
        closing = (closing?.mode == .all ? .all : mode, closing?.promise ?? promise)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is IdleStateHandler.IdleStateEvent: context.close(promise: nil)
        case is ChannelShouldQuiesceEvent: quiesce(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopTimer()
        context.fireChannelInactive()
    }
}

extension RequestAssembler {
    private func begin(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let announced = head.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard announced <= limits.bodyBytesMax else { return refuse(ReceivedRequest(head, .bodyTooLarge), context) }
        reading = .body(head, [])
        guard announced > 0 || head.headers.contains(name: "Transfer-Encoding") else { return }
        // The client waits for our word before it sends the body (RFC 9110, section 10.1.1).
        let waits = head.headers.first(name: "Expect")?.lowercased() == "100-continue" && head.version == .http1_1
        if waits, endings.isEmpty {
            context.writeAndFlush(wrapOutboundOut(.head(.init(version: .http1_1, status: .continue))), promise: nil)
        }
    }

    private func refuse(_ request: ReceivedRequest, _ context: ChannelHandlerContext) {
        reading = .nothingMore(dropped: 0)
        pass(request, isLast: true, context)
        // For what the client goes on to send.
        startTimer(context)
    }

    private func pass(_ request: ReceivedRequest, isLast: Bool, _ context: ChannelHandlerContext) {
        stopTimer()
        endings.append(isLast)
        context.fireChannelRead(wrapInboundOut(request))
    }

    private func drop(_ count: Int, _ context: ChannelHandlerContext) {
        reading = .nothingMore(dropped: count)
        if count > limits.discardedBytesMax { context.close(promise: nil) }
    }

    /// In pieces, so that a slow client of a long list is seen to make progress.
    private func writeBody(_ body: [UInt8], _ context: ChannelHandlerContext) {
        var rest = ByteBuffer(bytes: body)
        while let piece = rest.readSlice(length: min(rest.readableBytes, Self.pieceBytes)), piece.readableBytes > 0 {
            context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
        }
    }

    private static let pieceBytes = 64 << 10

    private func quiesce(_ context: ChannelHandlerContext) {
        isQuiescing = true
        if case .body = reading { return }
        if endings.isEmpty { close(context: context, mode: .all, promise: nil) }
    }

    private func didWrite(_ context: ChannelHandlerContext) {
        unwritten -= 1
        guard unwritten == 0, let closing else { return }
        self.closing = nil
        context.close(mode: closing.mode, promise: closing.promise)
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        guard deadline == nil else { return }
        let channel = context.channel
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.requestTimeout)) { channel.close(promise: nil) }
    }

    private func stopTimer() {
        deadline?.cancel()
        deadline = nil
    }
}
