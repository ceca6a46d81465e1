import LoadGenerator
import NIOCore
import Testing

@Suite("A load run")
struct LoadRunTests {
    private func plan(
        _ server: ScriptedServer, _ connections: LoadPlan.Connections, lanes: Int, requests: Int, first: Int = 0,
        cycles: Bool = false
    ) -> LoadPlan {
        LoadPlan(
            to: server.address, tls: [], connections: connections, lanes: lanes,
            requests: (0..<requests).map { RequestBytes.make("GET", "/\($0)", host: server.address.authority) },
            firstRequest: first, cycles: cycles, keepsBodies: true)
    }

    @Test("each request is sent once, and each answer belongs to its request")
    func once() async throws {
        try await ScriptedServer.run {
            ScriptedServer.ok($0)
        } _: { server in
            let result = try await LoadRun.run(plan(server, .keptAlive, lanes: 3, requests: 50), for: .seconds(60))
            #expect(result.count == 50 && result.failures.isEmpty && result.unanswered.isEmpty)
            #expect(result.answers.map(\.request).sorted() == Array(0..<50))
            #expect(result.answers.allSatisfy { $0.body == ByteBuffer(string: "/\($0.request)") })
            #expect(result.nextRequest == 50)
            #expect(server.connections.count == 3)
        }
    }

    @Test("a fresh connection per request is one connection per request")
    func fresh() async throws {
        try await ScriptedServer.run {
            ScriptedServer.ok($0)
        } _: { server in
            let plan = plan(server, .freshPerRequest, lanes: 4, requests: 30, first: 10)
            let result = try await LoadRun.run(plan, for: .seconds(60))
            #expect(result.answers.map(\.request).sorted() == Array(10..<30))
            #expect(server.connections.count == 20)
        }
    }

    @Test("a run without an end of requests ends in time, and waits for what is in flight")
    func cycles() async throws {
        try await ScriptedServer.run {
            ScriptedServer.ok($0)
        } _: { server in
            let plan = plan(server, .keptAlive, lanes: 2, requests: 3, cycles: true)
            let result = try await LoadRun.run(plan, for: .milliseconds(50))
            #expect(result.count > 0 && result.unanswered.isEmpty)
            #expect(result.nextRequest == result.count)
            #expect(result.nanoseconds > 0 && result.perSecond > 0)
        }
    }

    @Test("an answer that is no success ends its lane with the server's words")
    func refused() async throws {
        let refusal = ScriptedServer.Move.answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nno!\n")
        try await ScriptedServer.run {
            $0 == "/1" ? refusal : ScriptedServer.ok($0)
        } _: { server in
            let plan = plan(server, .keptAlive, lanes: 1, requests: 9)
            let result = try await LoadRun.run(plan, for: .seconds(60))
            #expect(result.failures == [.refused(status: 403, body: "no!\n")])
            #expect(result.count == 1 && result.unanswered.isEmpty)
        }
    }

    @Test(
        "a request whose connection ends is unanswered", arguments: [LoadPlan.Connections.keptAlive, .freshPerRequest])
    func hangUp(connections: LoadPlan.Connections) async throws {
        try await ScriptedServer.run {
            $0 == "/2" ? .hangUp : ScriptedServer.ok($0)
        } _: { server in
            let plan = plan(server, connections, lanes: 1, requests: 9)
            let result = try await LoadRun.run(plan, for: .seconds(60))
            #expect(result.count == 2 && result.unanswered == [2] && result.failures == [.unanswered])
        }
    }

    @Test("an answer that does not come is waited for no longer than the patience lasts")
    func silence() async throws {
        try await ScriptedServer.run { _ in
            .silence
        } _: { server in
            let plan = plan(server, .keptAlive, lanes: 2, requests: 9)
            let result = try await LoadRun.run(plan, for: .milliseconds(300), patience: .milliseconds(1))
            #expect(result.count == 0 && result.failures == [.timedOut, .timedOut])
            #expect(result.unanswered.sorted() == [0, 1])
            await #expect(throws: LoadError.timedOut) {
                let request = RequestBytes.make("GET", "/", host: "x")
                _ = try await SingleExchange.send(request, to: server.address, tls: nil, timeout: .seconds(1))
            }
        }
    }

    @Test("nobody there is an error before the clock starts")
    func nobody() async throws {
        let address = ServerAddress(host: "127.0.0.1", port: 1, isTLS: false)
        let plan = LoadPlan(to: address, tls: [], connections: .keptAlive, lanes: 1, requests: [ByteBuffer()])
        await #expect(throws: (any Error).self) { try await LoadRun.run(plan, for: .seconds(1)) }
    }
}
