import Foundation
import TestSupport
import Testing
import ValidationHTTP

/// Every client here is cut off by the server: if it were not, the test would hang until its time limit.
@Suite("A connection to the validation listener", .timeLimit(.minutes(1)))
struct ConnectionTests {
    private let get = "GET /crl/a.crl HTTP/1.1\r\nHost: x\r\n"
    private let source = ScriptedSource(
        lists: ["crl/a.crl": answer(Array("A".utf8)), "crl/long.crl": answer([UInt8](repeating: 7, count: 5 << 20))])

    @Test("with a body over 64 KiB gets a 413 and closes", arguments: [true, false])
    func bodyTooLarge(isChunked: Bool) async throws {
        try await withWorld(source) { world in
            let body = [UInt8](repeating: 0x30, count: 65_537)
            let answer = try await world.post(body, isChunked ? ["-H", "Transfer-Encoding: chunked"] : [])
            #expect(answer.status == 413 && answer.text == "The body is larger than 65536 bytes.\n")
            #expect(answer.field("Connection") == "close" && world.source.requests.isEmpty)
            #expect(try await world.post([UInt8](repeating: 0x30, count: 65_536)).status == 200)
        }
    }

    @Test("that announces too much is refused before any of it came")
    func announcedTooLarge() async throws {
        try await withWorld(source) { world in
            let head = "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\nExpect: 100-continue\r\n\r\n"
            let answer = try await RawClient(port: world.port).send(head, saysEnd: false)
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("whose client waits for a word to go on gets it")
    func expectContinue() async throws {
        try await withWorld(source) { world in
            let answer = try await world.post([1, 2], ["-H", "Expect: 100-continue"])
            #expect(answer.head.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("whose client never stops sending is cut off")
    func endlessBody() async throws {
        try await withWorld(source) { world in
            let script = """
                trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/\(world.port); \
                { printf 'POST /ocsp HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 100000000000\\r\\n\\r\\n'; yes; } >&3; \
                echo ended
                """
            let result = try await Command.run("/bin/bash", ["-c", script])
            #expect(result.text == "ended\n")
            #expect(world.counted.all == ["ocsp 413"])
        }
    }

    @Test("with a head over the limit gets a 431", arguments: [true, false])
    func headTooLarge(isTarget: Bool) async throws {
        try await withWorld(source) { world in
            let long = String(repeating: "a", count: 20_000)
            let head = isTarget ? "GET /ocsp/\(long) HTTP/1.1\r\n\r\n" : get + "X-Long: \(long)\r\n\r\n"
            let answer = try await RawClient(port: world.port).send(head, saysEnd: false)
            #expect(answer.hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test("with requests one behind the other gets their answers in order")
    func pipelined() async throws {
        try await withWorld(source) { world in
            let post =
                "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Type: application/ocsp-request\r\nContent-Length: 1\r\n\r\n"
            let all = get + "\r\n" + post + "1" + get + "\r\n" + post + "2" + "BAD\r\n\r\n" + get + "\r\n"
            let answer = try await RawClient(port: world.port).send(all, saysEnd: false)
            let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "200", "200", "200", "400"])
            #expect(world.source.requests == [Array("1".utf8), Array("2".utf8)])
        }
    }

    @Test("over which the client has sent all that it will still carries a long answer whole")
    func halfClosed() async throws {
        try await withWorld(source) { world in
            let answer = try await RawClient(port: world.port).send(
                Array("GET /crl/long.crl HTTP/1.1\r\nHost: x\r\n\r\n".utf8))
            #expect(answer.count > 5 << 20 && answer.suffix(5 << 20).allSatisfy { $0 == 7 })
        }
    }

    @Test("ends where HTTP/1.0 or any spelling of close says so", arguments: closings)
    func closing(version: String, field: String) async throws {
        try await withWorld(source) { world in
            let request = "GET /crl/a.crl \(version)\r\nHost: x\r\n\(field)\r\n\r\n"
            let answer = try await RawClient(port: world.port).send(request, saysEnd: false)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.hasSuffix("A"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("over a proxy names the whole address, and leads to the same")
    func absoluteForm() async throws {
        try await withWorld(source) { world in
            let through = ["--proxy", world.origin]
            let answer = try await Command.check(
                "curl", ["--silent", "--max-time", "30", "http://pki.example/crl/a.crl"] + through)
            #expect(answer.text == "A")
        }
    }

    @Test("whose body does not come in time ends, and the source never hears of it")
    func slowBody() async throws {
        var limits = patient
        limits.requestTimeout = .milliseconds(100)
        try await withWorld(source, limits: limits) { world in
            let head = "POST /ocsp HTTP/1.1\r\nHost: x\r\nContent-Length: 400\r\n\r\nM"
            let answer = try await RawClient(port: world.port).send(head, saysEnd: false)
            #expect(answer.isEmpty)
            #expect(world.source.requests.isEmpty && world.counted.all.isEmpty)
        }
    }

    @Test("without a whole request ends when its idle time is over", arguments: ["", "GET /crl/a.crl HT"])
    func idle(bytes: String) async throws {
        var limits = patient
        limits.idleTimeout = .milliseconds(100)
        try await withWorld(source, limits: limits) { world in
            let answer = try await RawClient(port: world.port).send(bytes, saysEnd: false)
            #expect(answer.isEmpty)
        }
    }

    static let closings = [
        ("HTTP/1.0", "X-Nothing: 0"), ("HTTP/1.0", "Connection: keep-alive"), ("HTTP/1.1", "Connection: close"),
        ("HTTP/1.1", "Connection: Close"), ("HTTP/1.1", "Connection: TE, close"),
    ]
}
