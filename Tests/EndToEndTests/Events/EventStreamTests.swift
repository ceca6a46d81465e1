import Foundation
import TestSupport
import Testing

@Suite("The live stream of events", .liveServer(), .serialized)
struct EventStreamTests {
    @Test("goes on after a broken connection without a gap or a repeat")
    func resume() async throws {
        let server = try LiveServer.ofSuite()
        let first = try await follow(server, from: nil, until: 30) {
            for number in 1...30 { try await server.call("POST", "/v1/cas", LiveServer.caBody("first-\(number)")) }
        }
        // Nobody listens.
        for number in 1...5 { try await server.call("POST", "/v1/cas", LiveServer.caBody("between-\(number)")) }
        let last = try #require(first.last).id
        let second = try await follow(server, from: last, until: 35 + 10 - last) {
            for number in 1...10 { try await server.call("POST", "/v1/cas", LiveServer.caBody("second-\(number)")) }
        }
        let all = first + second
        #expect(all.map(\.id) == Array(1...45))
        #expect(all.map(\.event) == (try await server.wholeLog()))
    }

    @Test("shows only what was asked for")
    func filtered() async throws {
        let server = try LiveServer.ofSuite()
        let query = "?type=io.lamassuiot.dms.update-status&subject=dms/filtered"
        let seen = try await follow(server, query: query, from: nil, until: 1) {
            try await server.createPlant(dms: "other")
            try await server.createDMS(LiveServer.dmsBody("filtered"))
        }
        #expect(seen.map { Happening($0.event) } == [Happening("io.lamassuiot.dms.update-status", "dms/filtered")])
    }

    private struct Frame {
        let id: Int
        let event: JSON
    }

    /// curl follows while `change` is under way, until it has seen enough, and is ended then.
    private func follow(
        _ server: LiveServer, query: String = "", from last: Int?, until count: Int, _ change: () async throws -> Void
    ) async throws -> [Frame] {
        let file = server.folder.path("stream-\(UUID().uuidString)")
        let port = URL(string: server.management)?.port ?? 0
        var arguments = ["-sSN", "-H", "Accept: text/event-stream", "-H", "Authorization: Bearer \(server.token)"]
        if let last { arguments += ["-H", "Last-Event-ID: \(last)"] }
        try await withServerProcess(
            "curl", arguments + [server.management + "/v1/events" + query], readiness: .port(port), logFile: file
        ) { _ in
            _ = try await eventually("the stream opens") {
                try Data(contentsOf: URL(filePath: file)).isEmpty ? nil : true
            }
            try await change()
            _ = try await eventually("\(count) events") { try frames(file).count >= count ? true : nil }
        }
        server.transcript.add([UInt8](try Data(contentsOf: URL(filePath: file))))
        return try frames(file)
    }

    /// The frames that are complete (WHATWG HTML, section 9.2.6).
    private func frames(_ file: String) throws -> [Frame] {
        let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
        return try text.components(separatedBy: "\n\n").dropLast().compactMap { block in
            let lines = block.components(separatedBy: "\n")
            guard let id = lines.first(where: { $0.hasPrefix("id: ") }).flatMap({ Int($0.dropFirst(4)) }) else {
                return nil
            }
            let data = lines.filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined(separator: "\n")
            return Frame(id: id, event: try JSON.parse(data.utf8))
        }
    }
}
