import NIOCore
import NIOPosix
import NIOSSL

/// Sends bytes without looking at them, says that no more will come, and returns what came back until the server closed.
struct RawClient {
    let port: Int
    let usesTLS: Bool
    private let inCrumbs: Bool
    private let context: NIOSSLContext

    /// - Parameter inCrumbs: sends each byte by itself.
    init(port: Int, usesTLS: Bool = true, inCrumbs: Bool = false) throws {
        self.port = port
        self.inCrumbs = inCrumbs
        self.usesTLS = usesTLS
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        context = try NIOSSLContext(configuration: configuration)
    }

    func send(_ bytes: [UInt8]) async throws -> [UInt8] {
        let (context, usesTLS, inCrumbs) = (context, usesTLS, inCrumbs)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if inCrumbs { try channel.pipeline.syncOperations.addHandler(Crumbs()) }
                    if usesTLS {
                        let tls = try NIOSSLClientHandler(context: context, serverHostname: nil)
                        try channel.pipeline.syncOperations.addHandler(tls)
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var answer: [UInt8] = []
            do {
                try await outbound.write(ByteBuffer(bytes: bytes))
                outbound.finish()
                for try await buffer in inbound { answer.append(contentsOf: buffer.readableBytesView) }
            } catch is NIOSSLError {
                return answer
            } catch is IOError {
                return answer
            }
            return answer
        }
    }
}

private final class Crumbs: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var bytes = unwrapOutboundIn(data)
        while bytes.readableBytes > 1, let crumb = bytes.readSlice(length: 1) {
            context.writeAndFlush(wrapOutboundOut(crumb), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: promise)
    }
}
