import Logging
import ServiceLifecycle
import Testing
import ValidationHTTP

@Suite("Shutdown of the validation listener", .timeLimit(.minutes(1)))
struct ShutdownTests {
    @Test("answers what is in progress, closes what is idle, and then nothing listens")
    func requestInProgress() async throws {
        let (asked, wasAsked) = AsyncStream.makeStream(of: Void.self)
        let (released, release) = AsyncStream.makeStream(of: Void.self)
        let source = ScriptedSource { _ in
            wasAsked.yield()
            for await _ in released { break }
            return ValidationAnswer(body: [7])
        }
        let (ports, bound) = AsyncStream.makeStream(of: Int.self)
        let quiet = Logger(label: "validation") { _ in SwiftLogNoOpLogHandler() }
        let server = ValidationServer(
            configuration: ValidationServerConfiguration(limits: patient), source: source, logger: quiet,
            onBound: { bound.yield($0) })
        let services = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: quiet)
        async let ended: Void = services.run()
        let client = RawClient(port: try #require(await ports.first { _ in true }))
        async let idle = client.send("GET /x HTTP/1.1\r\n\r\n", saysEnd: false)
        async let answer = client.send("GET /ocsp/AAAA HTTP/1.1\r\nHost: x\r\n\r\n", saysEnd: false)
        _ = await asked.first { _ in true }
        await services.triggerGracefulShutdown()
        release.yield()
        #expect(try await answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(try await idle.hasPrefix("HTTP/1.1 404 "))
        try await ended
        await #expect(throws: (any Error).self) { try await client.send([]) }
    }
}
