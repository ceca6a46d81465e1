public import NIOCore
import NIOPosix
public import NIOSSL

/// One request over a connection of its own: for what is not on the clock.
public enum SingleExchange {
    /// - Throws: what the connection failed with, `LoadError.unanswered` where it ended first, `LoadError.timedOut`.
    public static func send(
        _ request: ByteBuffer, to address: ServerAddress, tls: NIOSSLContext?, timeout: Duration = .seconds(30)
    ) async throws -> HTTPResponse {
        precondition(address.isTLS == (tls != nil), "an https address takes a TLS context, an http address none")
        let timeout = TimeAmount.nanoseconds(timeout.nanoseconds)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let answer = loop.makePromise(of: HTTPResponse.self)
        ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try prepare(channel, tls, timeout, answer) }
            }
            .connect(host: address.host, port: address.port)
            .whenComplete { result in
                switch result {
                case .success(let channel): channel.writeAndFlush(request, promise: nil)
                case .failure(let error): answer.fail(error)
                }
            }
        return try await answer.futureResult.get()
    }

    private static func prepare(
        _ channel: any Channel, _ tls: NIOSSLContext?, _ timeout: TimeAmount, _ answer: EventLoopPromise<HTTPResponse>
    ) throws {
        let timer = channel.eventLoop.scheduleTask(in: timeout) {
            answer.fail(LoadError.timedOut)
            channel.close(promise: nil)
        }
        let handler = ExchangeHandler { event in
            timer.cancel()
            switch event {
            case .answer(let response):
                answer.succeed(response)
                channel.close(promise: nil)
            case .end(let error):
                // After an answer this changes nothing: a promise keeps its first result.
                answer.fail(error ?? LoadError.unanswered)
            }
        }
        try channel.addExchange(handler, tls: tls)
    }
}
