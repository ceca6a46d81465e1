import TestSupport
import Testing

@Suite("What an installation calls itself", .liveServer(["SHEDU_EVENTS_BASE": "https://pki.example/plant-3/"]))
struct EventSourceTests {
    @Test("stands in the source of its events, and in the name of their schemas")
    func base() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createPlant()
        _ = try await server.enrolled(
            .make("/CN=pump-1", in: server.folder), as: try await server.identity("boot-1"))
        let base = "https://pki.example/plant-3"
        let events = try await server.wholeLog()
        let sources = Dictionary(grouping: events) { $0["source"].text ?? "" }.mapValues { Set($0.map { kind($0) }) }
        #expect(
            sources == [
                "\(base)/ca": ["ca", "certificate"], "\(base)/dms-manager": ["dms"],
                "\(base)/device-manager": ["device"],
            ])
        let versions = try await server.call("GET", "/v1/events/types")["list"].items
        for event in events {
            let version = versions.first { $0["type"] == event["type"] }?["version"].int ?? 0
            #expect(event["dataschema"].text == "\(base)/v1/schemas/\(event["type"].text ?? "")/\(version)")
        }
    }

    /// What the subject begins with.
    private func kind(_ event: JSON) -> String {
        String((event["subject"].text ?? "").prefix { $0 != "/" })
    }
}
