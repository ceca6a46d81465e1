import NIOCore
import NIOPosix
import NIOSSL

/// A TLS client that sends bytes without looking at them and returns what came back until the server closed.
struct RawClient {
    let port: Int
    private let context: NIOSSLContext

    init(port: Int) throws {
        self.port = port
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.certificateVerification = .none
        configuration.trustRoots = .certificates([])
        context = try NIOSSLContext(configuration: configuration)
    }

    func send(_ bytes: [UInt8]) async throws -> [UInt8] {
        let context = context
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let tls = try NIOSSLClientHandler(context: context, serverHostname: nil)
                    try channel.pipeline.syncOperations.addHandler(tls)
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(bytes: bytes))
            var answer: [UInt8] = []
            do {
                for try await buffer in inbound { answer.append(contentsOf: buffer.readableBytesView) }
            } catch NIOSSLError.uncleanShutdown {
                return answer
            }
            return answer
        }
    }
}
