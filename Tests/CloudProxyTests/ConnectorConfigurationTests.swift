import Events
import Listing
import Testing

@testable import CloudProxy

@Suite struct ConnectorConfigurationTests {
    private func decode(_ text: String) throws -> ConnectorConfiguration {
        try WireJSON.decode(ConnectorConfiguration.self, from: Array(text.utf8))
    }

    @Test("what is left out takes its default, and what is written reads back equal")
    func wireForm() throws {
        let connector = try decode(#"{"id":"aws-1","region":"eu-west-1"}"#)
        #expect(connector == ConnectorConfiguration(id: "aws-1", region: "eu-west-1"))
        #expect(connector.kind == "aws-iot" && connector.drift == .report && connector.enabled)
        let full = ConnectorConfiguration(
            id: "a", name: "Plant 1", region: "eu-west-1", endpoint: "http://127.0.0.1:4566",
            credentials: .init(source: .profile, profile: "iot"), drift: .repair, allowAutoRegistration: true,
            enabled: false)
        #expect(try decode(String(decoding: try WireJSON.encode(full), as: UTF8.self)) == full)
    }

    @Test(
        "each wrong member is pointed at",
        arguments: [
            (ConnectorConfiguration(id: "", region: "eu-west-1"), "/id"),
            (ConnectorConfiguration(id: "a/b", region: "eu-west-1"), "/id"),
            (ConnectorConfiguration(id: String(repeating: "a", count: 65), region: "eu-west-1"), "/id"),
            (ConnectorConfiguration(id: "a", kind: "azure", region: "eu-west-1"), "/kind"),
            (ConnectorConfiguration(id: "a", name: String(repeating: "n", count: 257), region: "r"), "/name"),
            (ConnectorConfiguration(id: "a", region: ""), "/region"),
            (ConnectorConfiguration(id: "a", region: "EU West"), "/region"),
            (ConnectorConfiguration(id: "a", region: "r", endpoint: "ftp://x"), "/endpoint"),
            (ConnectorConfiguration(id: "a", region: "r", endpoint: "https://user:secret@x"), "/endpoint"),
            (ConnectorConfiguration(id: "a", region: "r", endpoint: "https://x\ny"), "/endpoint"),
            (ConnectorConfiguration(id: "a", region: "r", credentials: .init(profile: "p")), "/credentials/profile"),
            (
                ConnectorConfiguration(id: "a", region: "r", credentials: .init(source: .profile)),
                "/credentials/profile"
            ),
        ])
    func faults(_ connector: ConnectorConfiguration, _ pointer: String) async throws {
        try await Workbench.with { bench in
            do {
                _ = try await bench.service.create(connector)
                Issue.record("it was accepted")
            } catch CloudProxyError.invalid(let found, let sentence) {
                #expect(found == pointer)
                #expect(!sentence.contains("secret"))
            }
            let views = try await bench.service.connectors().list
            #expect(views.isEmpty)
        }
    }

    @Test("an id that is taken, a connector that is not there and an id that would change are refused")
    func conflicts() async throws {
        try await Workbench.with { bench in
            try await bench.connect("aws")
            let same = ConnectorConfiguration(id: "aws", region: "eu-west-1")
            await #expect(throws: CloudProxyError.conflict("There is a connector \"aws\" already.")) {
                try await bench.service.create(same)
            }
            await #expect(throws: CloudProxyError.self) { try await bench.service.update("other", to: same) }
            await #expect(throws: CloudProxyError.notFound("There is no connector \"none\".")) {
                try await bench.service.delete("none")
            }
        }
    }
}
