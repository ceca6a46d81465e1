import NIOCore
import NIOPosix
import NIOSSL

/// One request in flight, again and again. Bound to its event loop, with no lock and no task: what the client spends
/// per request is taken from the server, which runs on the same cores.
final class Lane {
    private let number: Int
    private let plan: LoadPlan
    private let tickets: Tickets
    private let eventLoop: any EventLoop
    /// Made when the lane starts: one that never does owes nobody a result.
    private var done: EventLoopPromise<LoadResult>?
    private var result = LoadResult()
    private var deadline = NIODeadline.distantFuture
    private var connection: (channel: any Channel, handler: ExchangeHandler)?
    private var inFlight: (request: Int, start: NIODeadline)?
    private var isOver = false

    init(_ number: Int, _ plan: LoadPlan, _ tickets: Tickets, _ eventLoop: any EventLoop) {
        self.number = number
        self.plan = plan
        self.tickets = tickets
        self.eventLoop = eventLoop
    }

    /// Opens a connection that is kept, so that no handshake is on the clock.
    func open() -> EventLoopFuture<Void> {
        guard case .keptAlive = plan.connections else { return eventLoop.makeSucceededVoidFuture() }
        return connect(plan.context(number))
    }

    /// Begins requests until the deadline; one that was begun is waited for, but not longer than `patience`.
    func start(until deadline: NIODeadline, patience: TimeAmount) -> EventLoopFuture<LoadResult> {
        let done = eventLoop.makePromise(of: LoadResult.self)
        self.done = done
        self.deadline = deadline
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let guardTimer = eventLoop.scheduleTask(deadline: deadline + patience) { bound.value.fail(.timedOut) }
        done.futureResult.whenComplete { _ in guardTimer.cancel() }
        begin()
        return done.futureResult
    }

    /// Closes a lane that is not to start.
    func abandon() {
        isOver = true
        drop()
    }

    private func begin() {
        guard !isOver else { return }
        guard NIODeadline.now() < deadline, let ticket = tickets.take(), let request = plan.request(ticket) else {
            return finish()
        }
        inFlight = (ticket, .now())
        switch plan.connections {
        case .keptAlive: connection?.channel.writeAndFlush(request, promise: nil)
        case .freshPerRequest: beginFresh(request, plan.context(ticket))
        }
    }

    private func beginFresh(_ request: ByteBuffer, _ tls: NIOSSLContext?) {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        connect(tls).whenComplete { outcome in
            switch outcome {
            case .success: bound.value.connection?.channel.writeAndFlush(request, promise: nil)
            case .failure(let error): bound.value.fail(.connection("\(error)"))
            }
        }
    }

    private func connect(_ tls: NIOSSLContext?) -> EventLoopFuture<Void> {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(10))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.adopt(channel, tls) }
            }
            .connect(host: plan.address.host, port: plan.address.port)
            .map { _ in }
    }

    private func adopt(_ channel: any Channel, _ tls: NIOSSLContext?) throws {
        let handler = ExchangeHandler { [weak self] event in
            switch event {
            case .answer(let response): self?.answered(response)
            case .end(let error): self?.fail(error.map { .connection("\($0)") } ?? .unanswered)
            }
        }
        try channel.addExchange(handler, tls: tls)
        connection = (channel, handler)
    }

    private func answered(_ response: HTTPResponse) {
        guard let (request, start) = inFlight else { return fail(.server("an answer that nothing asked for")) }
        inFlight = nil
        guard response.isSuccess, plan.accepts?(response.body) != false else {
            return fail(.refused(status: response.status, body: String(response.text.prefix(2_000))))
        }
        result.latencies.append((NIODeadline.now() - start).nanoseconds)
        if plan.keepsBodies { result.answers.append(.init(request: request, body: response.body)) }
        plan.onSuccess?()
        if case .freshPerRequest = plan.connections { drop() }
        begin()
    }

    private func fail(_ error: LoadError) {
        guard !isOver else { return }
        result.failures.append(error)
        finish()
    }

    private func finish() {
        guard !isOver else { return }
        isOver = true
        if let inFlight { result.unanswered.append(inFlight.request) }
        drop()
        done?.succeed(result)
    }

    private func drop() {
        connection?.handler.detach()
        connection?.channel.close(promise: nil)
        connection = nil
    }
}
