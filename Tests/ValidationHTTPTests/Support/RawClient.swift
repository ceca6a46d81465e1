import NIOCore
import NIOPosix

/// Sends bytes without looking at them and returns what came back until the server closed.
struct RawClient {
    let port: Int

    /// - Parameter saysEnd: tell the server that no more will come.
    func send(_ bytes: [UInt8], saysEnd: Bool = true) async throws -> [UInt8] {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            var answer: [UInt8] = []
            do {
                try await outbound.write(ByteBuffer(bytes: bytes))
                if saysEnd { outbound.finish() }
                for try await buffer in inbound { answer.append(contentsOf: buffer.readableBytesView) }
            } catch is IOError {
                return answer
            }
            return answer
        }
    }

    func send(_ text: String, saysEnd: Bool = true) async throws -> String {
        String(decoding: try await send(Array(text.utf8), saysEnd: saysEnd), as: UTF8.self)
    }
}
