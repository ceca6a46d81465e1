import LoadGenerator
import NIOCore
import NIOPosix
import Synchronization

/// A plain HTTP server in this process that answers by a script and counts its connections.
struct ScriptedServer: Sendable {
    enum Move: Sendable {
        case answer(String)
        case bytes([UInt8])
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
        try await run(reading: { path, _ in script(path) }, body)
    }

    /// - Parameter script: what to do with a request, by its path and its body.
    static func run(
        reading script: @escaping @Sendable (String, [UInt8]) -> Move, _ body: (ScriptedServer) async throws -> Void
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

/// Requests one at a time, with a Content-Length where they have a body.
private final class ScriptedHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: (String, [UInt8]) -> ScriptedServer.Move
    private var bytes: [UInt8] = []

    init(_ script: @escaping (String, [UInt8]) -> ScriptedServer.Move) {
        self.script = script
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        bytes += Array(unwrapInboundIn(data).readableBytesView)
        guard let (path, body) = request() else { return }
        bytes = []
        switch script(path, body) {
        case .answer(let answer): context.channel.writeAndFlush(ByteBuffer(string: answer), promise: nil)
        case .bytes(let answer): context.channel.writeAndFlush(ByteBuffer(bytes: answer), promise: nil)
        case .hangUp: context.close(promise: nil)
        case .silence: break
        }
    }

    private func request() -> (path: String, body: [UInt8])? {
        let end = bytes.indices.dropLast(3).first { bytes[$0..<$0 + 4].elementsEqual("\r\n\r\n".utf8) }
        guard let end else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines[0].split(separator: " ")
        let length = lines.first { $0.hasPrefix("Content-Length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
        let body = Array(bytes[(end + 4)...])
        return words.count > 1 && body.count == length ? (String(words[1]), body) : nil
    }
}
