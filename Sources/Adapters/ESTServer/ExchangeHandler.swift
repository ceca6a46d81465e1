import NIOCore
import NIOHTTP1

/// What whoever answers has written to the client.
enum OutgoingPart: Sendable {
    /// 100: the client may send its body (RFC 9110, section 10.1.1).
    case interim
    /// Without a body where only the head is asked for.
    case answer(HTTPResponseHead, [UInt8]?)
}

/// What becomes of a connection after an answer.
enum Ending: Sendable {
    case next
    /// Nothing more is answered; the client may still read what it has not read.
    case finish
    case abort
}

/// Hands the requests of a connection over, one after another, and decides when the connection ends. It lives on the
/// event loop of its channel; there is a task only while a request is being answered.
///
/// That is why it stands here instead of an asynchronous stream per connection: most connections do nothing most of the
/// time, and a task that waits costs 10 KB.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = OutgoingPart
    typealias OutboundOut = HTTPServerResponsePart

    typealias Respond = @Sendable (ReceivedRequest, any Channel) async -> Ending

    private let respond: Respond
    private let idleTimeout: TimeAmount
    var context: ChannelHandlerContext?
    /// Requests whose turn has not come.
    var waiting: [ReceivedRequest] = []
    private(set) var isAnswering = false
    /// The body that is arriving.
    var reading: ArrivingBody?
    /// What still comes is not looked at.
    var isFinished = false
    var isInputClosed = false
    var isQuiescing = false
    var isBroken = false
    /// More of the body is not read before what is here of it has been taken.
    private var isBodyHeld = false
    private var isReadHeld = false
    private var lastActive = NIODeadline.now()
    private var idleTimer: Scheduled<Void>?

    init(idleTimeout: Duration, respond: @escaping Respond) {
        self.idleTimeout = TimeAmount(idleTimeout)
        self.respond = respond
    }

    var isBusy: Bool { isAnswering || !waiting.isEmpty }
    private var isHolding: Bool { !isFinished && (isBodyHeld || waiting.count >= Self.waitingMax) }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        startIdleTimer(context, at: lastActive + idleTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isFinished else { return }
        lastActive = .now()
        switch unwrapInboundIn(data) {
        case .head(let head):
            let body = ArrivingBody()
            guard let request = ReceivedRequest(head, body: body) else { return context.close(promise: nil) }
            reading = body
            waiting.append(request)
        case .body(let bytes):
            if let reading, reading.append(bytes) >= Self.untakenBytesMax { hold(until: reading, context) }
        case .end:
            reading?.end()
            reading = nil
            startNext()
        }
    }

    /// A request that came in one piece, as nearly all do, is whole before anybody looks at it.
    func channelReadComplete(context: ChannelHandlerContext) {
        startNext()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        lastActive = .now()
        startNext()
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if isHolding { isReadHeld = true } else { context.read() }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .interim:
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .answer(let head, let body):
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            if let body, !body.isEmpty {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
            }
            context.write(wrapOutboundOut(.end(nil)), promise: promise)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    /// One answer after the other, and none before the client has taken the one before it.
    private func startNext() {
        guard !isAnswering, let context, context.channel.isWritable, !waiting.isEmpty else { return }
        let request = waiting.removeFirst()
        isAnswering = true
        let channel = context.channel
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        Task { [respond] in
            let ending = await respond(request, channel)
            channel.eventLoop.execute { bound.value.answered(ending) }
        }
    }

    private func answered(_ ending: Ending) {
        isAnswering = false
        lastActive = .now()
        guard let context, context.channel.isActive else { return }
        goOn(after: ending, context)
        startNext()
        readOn(context)
    }

    private func hold(until body: ArrivingBody, _ context: ChannelHandlerContext) {
        guard !isBodyHeld else { return }
        isBodyHeld = true
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        let eventLoop = context.eventLoop
        body.whenTaken {
            eventLoop.execute {
                bound.value.isBodyHeld = false
                if let context = bound.value.context { bound.value.readOn(context) }
            }
        }
    }

    func readOn(_ context: ChannelHandlerContext) {
        guard isReadHeld, !isHolding else { return }
        isReadHeld = false
        context.read()
    }

    private func startIdleTimer(_ context: ChannelHandlerContext, at deadline: NIODeadline) {
        let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
        idleTimer = context.eventLoop.scheduleTask(deadline: deadline) { bound.value.idleTimeIsOver() }
    }

    private func idleTimeIsOver() {
        guard let context else { return }
        let now = NIODeadline.now()
        // Whoever answers takes its time; a client that does not take an answer has no more than this.
        if isAnswering, reading == nil { return startIdleTimer(context, at: now + idleTimeout) }
        guard now < lastActive + idleTimeout else { return context.close(promise: nil) }
        startIdleTimer(context, at: lastActive + idleTimeout)
    }

    private func end() {
        context = nil
        isFinished = true
        waiting.removeAll()
        reading?.end(ChannelError.eof)
        reading = nil
        idleTimer?.cancel()
        idleTimer = nil
    }

    private static let waitingMax = 8
    private static let untakenBytesMax = 64 << 10
}
