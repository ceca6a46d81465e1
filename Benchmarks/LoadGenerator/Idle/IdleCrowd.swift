public import NIOCore
import NIOPosix
public import NIOSSL

/// Many connections that are held and hardly used: a fleet that keeps in touch.
public struct IdleCrowd: Sendable {
    private let connections: [NIOLoopBound<IdleConnection>]

    /// How many handshakes, or requests, are under way at a time.
    private static let lanes = 64

    /// Opens connections and sends a request over each.
    /// - Parameter tls: taken in turn.
    /// - Throws: `LoadError` at the first one that fails.
    public static func open(
        _ count: Int, to address: ServerAddress, tls: [NIOSSLContext], asking request: ByteBuffer,
        progress: @escaping @Sendable (Int) -> Void
    ) async throws -> IdleCrowd {
        precondition(address.isTLS && !tls.isEmpty, "a crowd speaks TLS")
        let group = MultiThreadedEventLoopGroup.singleton
        var connections: [NIOLoopBound<IdleConnection>] = []
        for _ in 0..<count {
            let loop = group.next()
            connections.append(try await loop.submit { NIOLoopBound(IdleConnection(loop), eventLoop: loop) }.get())
        }
        let crowd = IdleCrowd(connections: connections)
        try await crowd.each { number, connection in
            let tls = tls[number % tls.count]
            try await connection.eventLoop.flatSubmit { connection.value.connect(to: address, tls: tls) }.get()
            try await ask(request, over: connection)
            if number % 1_000 == 999 { progress(number + 1) }
        }
        return crowd
    }

    /// How many the server has not closed.
    public func openCount() async throws -> Int {
        var count = 0
        for connection in connections where try await connection.eventLoop.submit({ connection.value.isOpen }).get() {
            count += 1
        }
        return count
    }

    /// Sends a request over each and waits for a success.
    /// - Throws: `LoadError` at the first one that has none.
    public func ask(_ request: ByteBuffer) async throws {
        try await each { _, connection in try await Self.ask(request, over: connection) }
    }

    public func close() {
        for connection in connections { connection.eventLoop.execute { connection.value.close() } }
    }

    private static func ask(_ request: ByteBuffer, over connection: NIOLoopBound<IdleConnection>) async throws {
        let response = try await connection.eventLoop.flatSubmit { connection.value.ask(request) }.get()
        guard response.isSuccess else { throw LoadError.refused(status: response.status, body: response.text) }
    }

    private func each(
        _ body: @escaping @Sendable (Int, NIOLoopBound<IdleConnection>) async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, connection) in connections.enumerated() {
                if number >= Self.lanes { try await group.next() }
                group.addTask { try await body(number, connection) }
            }
            try await group.waitForAll()
        }
    }
}
