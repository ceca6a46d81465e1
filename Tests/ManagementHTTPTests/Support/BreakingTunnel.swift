import NIOCore
import NIOPosix
import Synchronization

/// Hands bytes on between clients and a server, and breaks connections when their answer begins: what was asked for is
/// done then, and the client does not know.
final class BreakingTunnel: Sendable {
    private typealias Pipe = NIOAsyncChannel<ByteBuffer, ByteBuffer>
    private struct Ended: Error {}

    private let port: Int
    private let toBreak: Mutex<Int>
    private let seen = Mutex(0)

    /// Connections so far.
    var connections: Int { seen.withLock { $0 } }

    private init(to port: Int, breaking count: Int) {
        self.port = port
        toBreak = Mutex(count)
    }

    /// - Parameter url: of the server behind the tunnel.
    static func run(
        to url: String, breaking count: Int,
        _ body: @escaping @Sendable (BreakingTunnel, _ url: String) async throws -> Void
    ) async throws {
        let port = url.split(separator: ":").last.flatMap { Int($0) } ?? 0
        let tunnel = BreakingTunnel(to: port, breaking: count)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0, childChannelInitializer: pipe)
        let address = "http://127.0.0.1:\(server.channel.localAddress?.port ?? 0)"
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await tunnel.serve(server) }
            try await body(tunnel, address)
            tasks.cancelAll()
        }
    }

    @Sendable private static func pipe(_ channel: any Channel) -> EventLoopFuture<Pipe> {
        channel.eventLoop.makeCompletedFuture { try Pipe(wrappingChannelSynchronously: channel) }
    }

    private func serve(_ server: NIOAsyncChannel<Pipe, Never>) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { clients in
                for try await client in clients {
                    seen.withLock { $0 += 1 }
                    group.addTask { try? await self.connect(client) }
                }
            }
        }
    }

    private func connect(_ client: Pipe) async throws {
        let server = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port, channelInitializer: Self.pipe)
        try await client.executeThenClose { requests, answersOut in
            try await server.executeThenClose { answers, requestsOut in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        for try await bytes in requests { try await requestsOut.write(bytes) }
                        throw Ended()
                    }
                    group.addTask {
                        for try await bytes in answers {
                            if self.breaksNow() { throw Ended() }
                            try await answersOut.write(bytes)
                        }
                        throw Ended()
                    }
                    try await group.next()
                }
            }
        }
    }

    private func breaksNow() -> Bool {
        toBreak.withLock { count in
            defer { count = max(0, count - 1) }
            return count > 0
        }
    }
}
