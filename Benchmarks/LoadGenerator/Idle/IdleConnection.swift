import NIOCore
import NIOPosix
import NIOSSL

/// A connection that is opened, asks now and then, and does nothing in between. Bound to its event loop.
final class IdleConnection {
    private let eventLoop: any EventLoop
    private var channel: (any Channel)?
    private var awaited: EventLoopPromise<HTTPResponse>?
    private(set) var isOpen = false

    init(_ eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func connect(to address: ServerAddress, tls: NIOSSLContext) -> EventLoopFuture<Void> {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        return ClientBootstrap(group: eventLoop)
            .connectTimeout(.seconds(60))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.adopt(channel, tls) }
            }
            .connect(host: address.host, port: address.port)
            .map { _ in }
    }

    /// Sends a request over it and waits for the answer.
    func ask(_ request: ByteBuffer) -> EventLoopFuture<HTTPResponse> {
        let promise = eventLoop.makePromise(of: HTTPResponse.self)
        guard isOpen, let channel, awaited == nil else {
            promise.fail(LoadError.unanswered)
            return promise.futureResult
        }
        awaited = promise
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let timer = eventLoop.scheduleTask(in: .seconds(60)) { bound.value.fail(.timedOut) }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        channel.writeAndFlush(request, promise: nil)
        return promise.futureResult
    }

    func close() {
        channel?.close(promise: nil)
    }

    private func adopt(_ channel: any Channel, _ tls: NIOSSLContext) throws {
        let handler = ExchangeHandler { [weak self] event in
            switch event {
            case .answer(let response): self?.answered(response)
            case .end(let error): self?.ended(error)
            }
        }
        try channel.addExchange(handler, tls: tls)
        self.channel = channel
        isOpen = true
    }

    private func answered(_ response: HTTPResponse) {
        let promise = awaited
        awaited = nil
        promise?.succeed(response)
    }

    private func ended(_ error: (any Error)?) {
        isOpen = false
        fail(error.map { .connection("\($0)") } ?? .unanswered)
    }

    private func fail(_ error: LoadError) {
        let promise = awaited
        awaited = nil
        promise?.fail(error)
    }
}
