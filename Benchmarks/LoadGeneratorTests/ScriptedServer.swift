import LoadGenerator
import NIOCore
import NIOPosix
import Synchronization

/// A plain HTTP server in this process that answers by a script and counts its connections.
struct ScriptedServer: Sendable {
    enum Move: Sendable {
        case answer(String)
        /// Ends the connection without an answer.
        case hangUp
        case silence
    }

    final class Connections: Sendable {
        private let number = Atomic(0)
        var count: Int { number.load(ordering: .relaxed) }
        func add() { number.add(1, ordering: .relaxed) }
    }

    let address: ServerAddress
    let connections: Connections

    /// Lends a server for the time of the body.
    /// - Parameter script: what to do with a request, by its path.
    static func run(
        _ script: @escaping @Sendable (String) -> Move, _ body: (ScriptedServer) async throws -> Void
    ) async throws {
        let connections = Connections()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { child in
                connections.add()
                return child.eventLoop.makeCompletedFuture {
                    try child.pipeline.syncOperations.addHandler(ScriptedHandler(script))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = ServerAddress(host: "127.0.0.1", port: channel.localAddress?.port ?? 0, isTLS: false)
        do {
            try await body(ScriptedServer(address: address, connections: connections))
        } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
    }

    static func ok(_ body: String) -> Move {
        .answer("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
}

/// Requests without a body, one at a time.
private final class ScriptedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: (String) -> ScriptedServer.Move
    private var text = ""

    init(_ script: @escaping (String) -> ScriptedServer.Move) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
        guard text.hasSuffix("\r\n\r\n"), let path = text.split(separator: " ").dropFirst().first else { return }
        text = ""
        switch script(String(path)) {
        case .answer(let answer): context.channel.writeAndFlush(ByteBuffer(string: answer), promise: nil)
        case .hangUp: context.close(promise: nil)
        case .silence: break
        }
    }
}
