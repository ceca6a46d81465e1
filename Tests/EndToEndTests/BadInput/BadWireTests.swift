import Foundation
import TestSupport
import Testing

/// With `BadESTInputTests` these are well over 200 rows.
@Suite("Bad input over EST, byte by byte", .serialized, .liveServer())
struct BadWireTests {
    @Test("requests as no library sends them are refused with a sentence, and leave nothing behind")
    func wire() async throws {
        try await refused { _ in WireCases.all }
    }

    @Test("certificate requests as no tool makes them are refused with a sentence, and leave nothing behind")
    func requests() async throws {
        let made = try await Judge.ask("Tests/EndToEndTests/Judges/odd_requests.py", [], [])
        let bodies = try #require(made.first)
        let rows = OddRequests.all.flatMap { Array($0) }
        #expect(bodies.names == Set(rows.map(\.key)), "each request has its row")
        try await refused { _ in
            rows.map { name, reason in
                let body = bodies[name].text ?? ""
                return WireCase(name, 400, reason, WireCases.post(["Content-Length: \(body.utf8.count)"], body))
            }
        }
    }

    @Test("what is odd and right is served")
    func odd() async throws {
        let server = try LiveServer.ofSuite()
        let client = try await plant(server)
        let path = WireCases.cacerts
        let get = { (fields: [String], version: String) in WireCases.get(fields, version: version) }
        let rows = [
            WireCase("HTTP/1.0 without a Host", 200, "MII", get([], "HTTP/1.0")),
            WireCase("HTTP/1.0 with an expectation", 200, "MII", get(["Expect: a miracle"], "HTTP/1.0")),
            WireCase("an empty Host", 200, "MII", get(["Host:"], "HTTP/1.1")),
            WireCase("a Host with a port", 200, "MII", get(["hOsT: [::1]:8443"], "HTTP/1.1")),
            WireCase("another protocol is offered", 200, "MII", get(["Host: est", "Upgrade: h2c"], "HTTP/1.1")),
            WireCase("HTTP/2 is offered by ALPN", 200, "MII", get(["Host: est"], "HTTP/1.1")).with { $0.alpn = ["h2"] },
            WireCase(
                "the whole URI", 200, "MII", WireCases.request("GET", "https://est\(path)", ["Host: est"])),
            WireCase("an empty line in front", 200, "MII", "\r\n" + get(["Host: est"], "HTTP/1.1")),
            WireCase("three at once", 200, "MII", String(repeating: get(["Host: est"], "HTTP/1.1"), count: 3))
                .with { $0.count = 3 },
            WireCase("in two pieces", 200, "MII", Array("GET \(path) HTTP/1.1\r".utf8), Array("\nHost: e\r\n\r\n".utf8))
                .with { $0.pause = 50 },
            WireCase("TLS 1.2", 200, "MII", get(["Host: est"], "HTTP/1.1")).with { $0.tls = "TLSv1_2" },
            WireCase("TLS 1.3", 200, "MII", get(["Host: est"], "HTTP/1.1")).with { $0.tls = "TLSv1_3" },
        ]
        for (row, reply) in zip(rows, try await server.wire(rows, as: client)) {
            #expect(reply.status == 200 && reply.text.contains(row.reason), "\(row.name): \(reply)")
            #expect(reply.statuses == [Int](repeating: 200, count: row.count), "\(row.name)")
        }
    }

    private func plant(_ server: LiveServer) async throws -> Identity {
        if try await server.api("GET", "/v1/dms/line-1").status == 404 { try await server.createPlant() }
        return try await server.identity("boot-\(UUID().uuidString)")
    }

    /// Runs the table, and then shows that nothing was stored and that the server enrols.
    private func refused(_ rows: (LiveServer) -> [WireCase]) async throws {
        let server = try LiveServer.ofSuite()
        let client = try await plant(server)
        let device = try await DeviceRequest.make("/CN=\(UUID().uuidString)", in: server.folder)
        let before = try await Footprint(of: server)
        let rows = rows(server)
        let replies = try await server.wire(rows, as: client)
        #expect(replies.count == rows.count)
        for (row, reply) in zip(rows, replies) {
            #expect(reply.status == row.status && row.fits(reply.text), "\(row.name): \(reply)")
            guard reply.status != 0 else { continue }
            #expect(reply.text.split(separator: "\n").count == 1, "\(row.name): \(reply.text)")
            #expect(reply.headers["content-type"].text == "text/plain; charset=utf-8", "\(row.name)")
        }
        #expect(try await Footprint(of: server) == before)
        #expect(try await server.enroll(device.base64, as: client).status == 200)
    }
}

/// Times so short that the tests need not be.
@Suite(
    "Slow connections over EST",
    .liveServer([
        "SHEDU_EST_HANDSHAKE_TIMEOUT": "1s", "SHEDU_EST_REQUEST_TIMEOUT": "1s", "SHEDU_EST_IDLE_TIMEOUT": "1500ms",
    ]))
struct SlowWireTests {
    @Test("end when their time is over, and leave nothing behind")
    func slow() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createPlant()
        let client = try await server.identity("boot-1")
        let before = try await Footprint(of: server)
        let replies = try await server.wire(Self.rows, as: client)
        #expect(replies.count == Self.rows.count)
        for (row, reply) in zip(Self.rows, replies) {
            #expect(reply.status == row.status && row.fits(reply.text), "\(row.name): \(reply)")
            #expect(reply.isClosed, "\(row.name)")
        }
        #expect(try await Footprint(of: server) == before)
        let device = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
        #expect(try await server.enroll(device.base64, as: client).status == 200)
    }

    private static let late = "did not arrive in time"

    static let rows: [WireCase] = [
        WireCase("a body that does not come", 408, late, WireCases.post(["Content-Length: 400"], "")),
        WireCase("a body that ends early", 408, late, WireCases.post(["Content-Length: 400"])),
        WireCase("a chunk that ends early", 408, late, WireCases.post(["Transfer-Encoding: chunked"], "40\r\nMI")),
        WireCase("no last chunk", 408, late, WireCases.post(["Transfer-Encoding: chunked"], "4\r\nMIIB\r\n")),
        WireCase(
            "no body after 100 Continue", 408, late, WireCases.post(["Content-Length: 4", "Expect: 100-continue"], "")),
        WireCase("a body drop by drop", 408, late, "").with {
            let head = Array(WireCases.post(["Content-Length: 400"], "").utf8)
            $0.parts = [head] + (0..<12).map { _ in [0x41] }
            $0.pause = 150
        },
        WireCase("a head drop by drop", 0, "", "").with {
            $0.parts = WireCases.get(["Host: est"]).utf8.prefix(25).map { [$0] }
            $0.pause = 100
        },
        WireCase("half a head", 0, "", "GET \(WireCases.cacerts) HTTP/1.1\r\nHost: e"),
        WireCase("nothing after the handshake", 0, "", ""),
        WireCase("no handshake", 0, "", "").with { $0.isPlain = true },
        WireCase("half a handshake", 0, "", [0x16, 3, 1, 0x10, 0, 1, 0]).with { $0.isPlain = true },
        WireCase("a handshake drop by drop", 0, "", "").with {
            $0.isPlain = true
            $0.parts = (0..<12).map { $0 == 0 ? [0x16] : [3] }
            $0.pause = 150
        },
        WireCase("nothing after an answer", 200, "MII", WireCases.get(["Host: est"])),
    ].map { row in row.with { $0.end = .idle } }
}
