import ESTServer
import Foundation
import Testing

/// Every client here is cut off by the server: if it were not, the test would hang until its time limit.
@Suite("Limits", .timeLimit(.minutes(5)))
struct LimitTests {
    @Test("a body over 64 KiB is a 413 and the connection closes", arguments: [true, false])
    func bodyTooLarge(isChunked: Bool) async throws {
        try await withWorld { world in
            let body = [UInt8](repeating: UInt8(ascii: "A"), count: 65_537)
            let more = isChunked ? ["-H", "Transfer-Encoding: chunked"] : []
            let answer = try await world.enroll(body, client: try world.makeClient(), more)
            #expect(answer.status == 413)
            #expect(answer.text == "The body is larger than 65536 bytes.\n")
            #expect(answer.head.contains("\r\nConnection: close\r\n"))
            #expect(world.authority.visits.isEmpty)
        }
    }

    @Test("a body that is announced too large is refused before any of it came")
    func announcedTooLarge() async throws {
        try await withWorld(limits: patient) { world in
            let fields = "Content-Type: application/pkcs10\r\nContent-Length: 1000000000\r\nExpect: 100-continue"
            let answer = try await world.raw(request("POST", "simpleenroll", fields))
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test("a client that never stops sending is cut off")
    func endlessBody() async throws {
        try await withWorld(limits: patient) { world in
            let fields = "Content-Type: application/pkcs10\r\nContent-Length: 1000000000000"
            let head = try world.write("head", request("POST", "simpleenroll", fields).utf8)
            let send = "{ cat \(head); yes; } | openssl s_client -quiet -connect 127.0.0.1:\(world.port)"
            let result = try await tool("/bin/bash", ["-c", "\(send) > /dev/null; echo ended"])
            #expect(result.text == "ended\n")
            #expect(world.counted.responses.map(\.status) == [413])
        }
    }

    @Test("a refused request leaves its connection usable for the next")
    func refusedThenServed() async throws {
        try await withWorld(limits: patient) { world in
            let line = "POST /.well-known/est/plant/simpleenroll HTTP/1.1\r\n"
            let refused = line + "Host: x\r\nContent-Length: 4\r\n\r\nMIIB"
            let answer = try await world.raw(refused + request("GET", "cacerts"))
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.contains("\nHTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("a request head over the limit is a 431 that says what the limit is")
    func headTooLarge() async throws {
        try await withWorld { world in
            let fields = "X-Large: " + String(repeating: "a", count: 20_000)
            let answer = try await world.raw(request("GET", "cacerts", fields))
            #expect(answer.hasPrefix("HTTP/1.1 431 ") && answer.contains("at most 16384 bytes"))
            #expect(world.counted.responses.map(\.operation) == ["unknown"])
        }
    }

    @Test("a body that does not come in time ends the connection, and the authority never hears of it")
    func slowBody() async throws {
        var limits = patient
        limits.requestTimeout = .milliseconds(100)
        try await withWorld(limits: limits) { world in
            let fields = "Content-Type: application/pkcs10\r\nContent-Length: 400"
            let answer = try await world.raw(request("POST", "simpleenroll", fields) + "MIIB")
            #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("did not arrive in time"))
            #expect(world.authority.visits.isEmpty)
        }
    }

    @Test("a connection without a request is closed when its idle time is over")
    func idle() async throws {
        var limits = patient
        limits.idleTimeout = .milliseconds(100)
        try await withWorld(limits: limits) { world in
            let answer = try await world.raw("GET /.well-known/est/cacerts HT")
            #expect(answer.isEmpty)
        }
    }

    @Test("a connection that never finishes its handshake is closed")
    func slowHandshake() async throws {
        var limits = patient
        limits.handshakeTimeout = .milliseconds(100)
        try await withWorld(limits: limits) { world in
            let open = "trap '' PIPE; exec 3<>/dev/tcp/127.0.0.1/\(world.port); "
            let script = open + "printf '\\x16\\x03\\x01' >&3; cat <&3; echo ended"
            let result = try await tool("/bin/bash", ["-c", script])
            #expect(result.text == "ended\n")
        }
    }

    @Test("connections that hang in their handshake harm no other client")
    func hangingConnections() async throws {
        try await withWorld(limits: patient) { world in
            let hang = "for i in $(seq 100); do exec {fd}<>/dev/tcp/127.0.0.1/\(world.port); done; "
            let url = world.origin + "/.well-known/est/plant/cacerts"
            let script = hang + "exec curl --silent --cacert \(world.path("ca.pem")) --output /dev/null \(url)"
            let result = try await tool("/bin/bash", ["-c", script])
            #expect(result.isSuccess)
            #expect(world.counted.responses.map(\.status) == [200])
        }
    }

    @Test("HTTP/1.0 and every spelling of close end the connection", arguments: closings)
    func closing(version: String, field: String) async throws {
        try await withWorld(limits: patient) { world in
            let get = "GET /.well-known/est/plant/cacerts \(version)\r\nHost: localhost\r\n\(field)\r\n\r\n"
            let answer = try await world.raw(get)
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("bytes that are not HTTP are refused", arguments: ["\r\n\r\nX", "GET\r\n\r\n", "\u{0}\u{16}\n\n"])
    func notHTTP(bytes: String) async throws {
        try await withWorld(limits: patient) { world in
            let answer = try await world.raw(bytes)
            let statuses = ["HTTP/1.1 400 ", "HTTP/1.1 501 "]
            #expect(answer.isEmpty || statuses.contains { answer.hasPrefix($0) }, "\(answer)")
            #expect(try await world.curl("/.well-known/est/plant/cacerts").status == 200)
        }
    }

    static let closings = [
        ("HTTP/1.0", "X-Nothing: 0"), ("HTTP/1.1", "Connection: close"), ("HTTP/1.1", "Connection: Close"),
        ("HTTP/1.1", "Connection: TE, close"),
    ]
}

/// Limits of time that no test reaches.
var patient: ESTServerLimits {
    var limits = ESTServerLimits()
    limits.handshakeTimeout = .seconds(3_600)
    limits.requestTimeout = .seconds(3_600)
    limits.idleTimeout = .seconds(3_600)
    return limits
}
