import ESTServer
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@Suite("Shutdown", .timeLimit(.minutes(5)))
struct ShutdownTests {
    @Test("a request in progress is answered before the server ends, and then nothing listens")
    func requestInProgress() async throws {
        let (asked, wasAsked) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let authority = MemoryAuthority(try TestCA()) { _ in
            wasAsked.yield()
            for await _ in released { break }
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let quiet = Logger(label: "est") { _ in SwiftLogNoOpLogHandler() }
        let server = ESTServer(
            configuration: ESTServerConfiguration(identity: try authority.ca.tlsIdentity()), authority: authority,
            logger: quiet, onBound: { bound.yield($0) }
        )
        let services = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: quiet)
        async let ended: Void = services.run()
        let port = try #require(await ports.first { _ in true })
        let client = try RawClient(port: port)
        async let answer = client.send(Array(request("GET", "cacerts").utf8))
        _ = await asked.first { _ in true }
        await services.triggerGracefulShutdown()
        release.yield()
        #expect(try await answer.starts(with: Array("HTTP/1.1 200 OK".utf8)))
        try await ended
        await #expect(throws: (any Error).self) { try await client.send([]) }
    }

    @Test("a server that is cancelled closes its connections, and ends when the work that was begun is done")
    func cancellation() async throws {
        let (asked, wasAsked) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let isDone = Mutex(false)
        let authority = MemoryAuthority(try TestCA()) { _ in
            wasAsked.yield()
            for await _ in released { break }
            isDone.withLock { $0 = true }
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let quiet = Logger(label: "est") { _ in SwiftLogNoOpLogHandler() }
        let server = ESTServer(
            configuration: ESTServerConfiguration(identity: try authority.ca.tlsIdentity(), limits: patient),
            authority: authority, logger: quiet, onBound: { bound.yield($0) })
        let running = Task { try? await server.run() }
        let client = try RawClient(port: try #require(await ports.first { _ in true }))
        async let answer = client.send(Array(request("GET", "cacerts").utf8))
        _ = await asked.first { _ in true }
        running.cancel()
        #expect(try await answer.isEmpty)
        release.yield()
        await running.value
        #expect(isDone.withLock { $0 })
    }
}
