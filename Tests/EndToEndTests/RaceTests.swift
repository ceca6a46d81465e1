import TestSupport
import Testing

@Suite("Many at once", .liveServer())
struct RaceTests {
    @Test("of many enrolments of one device by different keys, one gets a certificate")
    func enrolments() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createPlant(dms: "race")
        let client = try await server.identity("boot-1")
        let replies = try await together(12) { _ in
            let request = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
            return try await server.enroll(request.base64, as: client, at: "race")
        }
        #expect(replies.count { $0.status == 200 } == 1 && replies.count { $0.status == 409 } == 11, "\(replies)")
        let events = try await server.call("GET", "/v1/events?limit=1000&subject=device/pump-1").items
        let types = ["io.lamassuiot.device.create", "io.lamassuiot.device.enroll"]
        #expect(events.map { Happening($0).type } == types)
        #expect(try await server.call("GET", "/v1/cas/issuing/certificates")["list"].items.count == 1)
    }

    @Test("the same request sent many times at once gets one certificate")
    func retries() async throws {
        let server = try LiveServer.ofSuite()
        try await server.call("POST", "/v1/cas", LiveServer.caBody("retry-issuing"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("retry-bootstrap"))
        try await server.createDMS(LiveServer.dmsBody("retry", ca: "retry-issuing", bootstrap: "retry-bootstrap"))
        let client = try await server.identity("retry-boot", of: "retry-bootstrap")
        let request = try await DeviceRequest.make("/CN=pump-2", in: server.folder)
        let replies = try await together(12) { _ in try await server.enroll(request.base64, as: client, at: "retry") }
        #expect(replies.allSatisfy { $0.status == 200 } && Set(replies.map(\.body)).count == 1)
        #expect(try await server.call("GET", "/v1/cas/retry-issuing/certificates")["list"].items.count == 1)
    }

    @Test("of many that take an id, or revoke a certificate, one succeeds, and one event says so")
    func changes() async throws {
        let server = try LiveServer.ofSuite()
        let created = try await together(12) { _ in
            try await server.api("POST", "/v1/cas", LiveServer.caBody("popular")).status
        }
        #expect(created.sorted() == [201] + Array(repeating: 409, count: 11))
        let serial = try await server.identity("victim", of: "popular").serial
        let revoked = try await together(12) { _ in
            try await server.api("PUT", "/v1/certificates/\(serial)/status", ["status": "REVOKED"]).status
        }
        #expect(revoked.sorted() == [200] + Array(repeating: 409, count: 11))
        for subject in ["ca/popular", "certificate/\(serial)"] {
            let events = try await server.call("GET", "/v1/events?subject=\(subject)").items
            #expect(events.count == (subject == "ca/popular" ? 1 : 2), "\(subject)")
        }
    }

    private func together<Value: Sendable>(
        _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
    ) async throws -> [Value] {
        try await withThrowingTaskGroup(of: Value.self) { group in
            for number in 0..<count { group.addTask { try await body(number) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
