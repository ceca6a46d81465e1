import ESTServer
import Testing
import TestSupport

@Suite("Mutations", .timeLimit(.minutes(5)))
struct MutationTests {
    @Test("mutated requests get an HTTP answer or none, and the server goes on")
    func mutatedRequests() async throws {
        try await withWorld(limits: patient) { world in
            let client = try RawClient(port: world.port)
            let requests = Self.requests(count: 400, body: try await world.makeRequest())
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for (index, request) in requests.enumerated() {
                    if index >= 16 { try await check(group.next()) }
                    group.addTask { try await client.send(request) }
                }
                while let answer = try await group.next() { check(answer) }
            }
            #expect(Set(world.counted.responses.map(\.status)).isSuperset(of: [200, 400, 401, 404]))
            #expect(try await world.curl("/.well-known/est/plant/cacerts").status == 200)
        }
    }

    @Test("bytes that are no TLS handshake end their connection, and the server goes on")
    func notTLS() async throws {
        try await withWorld(limits: patient) { world in
            let client = try RawClient(port: world.port, usesTLS: false)
            var random = SeededGenerator(seed: 5)
            for index in 0..<100 {
                var bytes: [UInt8] = [0x16, 3, 1, 0, 80, 1, 0, 0, 76, 3, 3] + [UInt8](repeating: 7, count: 74)
                for _ in 0..<index { random.mutate(&bytes) }
                let answer = try await client.send(bytes)
                #expect(!answer.starts(with: Array("HTTP".utf8)))
            }
            let alive = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(alive.status == 200)
        }
    }

    private func check(_ answer: [UInt8]?) {
        guard let answer, !answer.isEmpty else { return }
        #expect(answer.starts(with: Array("HTTP/1.1 ".utf8)))
    }

    private static func requests(count: Int, body: [UInt8]) -> [[UInt8]] {
        var random = SeededGenerator(seed: 3)
        let text = base64(body)
        let fields = "Content-Type: application/pkcs10\r\nContent-Length: \(text.count)"
        let seeds = [
            Array(request("GET", "cacerts").utf8), Array(request("POST", "simpleenroll", fields).utf8) + text,
            Array((request("POST", "simpleenroll", "Transfer-Encoding: chunked") + "4\r\nMIIB\r\n0\r\n\r\n").utf8),
        ]
        return (0..<count).map { index in
            var bytes = seeds[index % seeds.count]
            for _ in 0..<Int.random(in: 0...3, using: &random) { random.mutate(&bytes) }
            return bytes
        }
    }
}
