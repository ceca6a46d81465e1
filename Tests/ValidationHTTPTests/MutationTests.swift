import Foundation
import TestSupport
import Testing
import ValidationHTTP

@Suite("Mutated requests to the validation listener", .timeLimit(.minutes(1)))
struct MutationTests {
    @Test("get an HTTP answer or none, and the server goes on")
    func mutated() async throws {
        let source = ScriptedSource(lists: ["crl/a/0.crl": answer([1]), "ca/a": answer([2])])
        try await withWorld(source) { world in
            let client = RawClient(port: world.port)
            try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for (index, request) in Self.requests(count: 1_000).enumerated() {
                    if index >= 16 { check(try await group.next()) }
                    group.addTask { try await client.send(request) }
                }
                while let answer = try await group.next() { check(answer) }
            }
            let seen = Set(world.counted.all)
            #expect(seen.isSuperset(of: ["ocsp 200", "crl 200", "crl 404", "ca 200", "unknown 404", "ocsp 415"]))
            #expect(try await world.curl("/crl/a/0.crl").status == 200)
        }
    }

    private func check(_ answer: [UInt8]?) {
        guard let answer, !answer.isEmpty else { return }
        #expect(answer.starts(with: Array("HTTP/1.1 ".utf8)))
    }

    private static func requests(count: Int) -> [[UInt8]] {
        var random = SeededGenerator(seed: 7)
        let base64 = Data((0..<80).map { UInt8($0) }).base64EncodedString()
        let type = "Host: x\r\nContent-Type: application/ocsp-request\r\n"
        let seeds = [
            "GET /ocsp/\(base64) HTTP/1.1\r\nHost: x\r\n\r\n", "GET /ocsp/MEI%2B%2f%3D HTTP/1.1\r\nHost: x\r\n\r\n",
            "POST /ocsp HTTP/1.1\r\n\(type)Content-Length: 4\r\n\r\n0123",
            "POST /ocsp HTTP/1.1\r\n\(type)Transfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n0\r\n\r\n",
            "GET /crl/a/0.crl HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"1\", W/\"2\"\r\n\r\n",
            "GET http://x/ca/a.cer HTTP/1.1\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n\r\n",
        ]
        return (0..<count).map { index in
            var bytes = Array(seeds[index % seeds.count].utf8)
            for _ in 0..<Int.random(in: 0...3, using: &random) { random.mutate(&bytes) }
            return bytes
        }
    }
}
