import Foundation
import TestSupport
import Testing

@Suite("A client in Python, while the CAs get new keys", .liveServer())
struct RolloverClientTests {
    @Test("gets from the old root to new certificates, and from the new root to old ones, by what cacerts hands out")
    func links() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await server.plant("roll")
        let client = PythonClient(server: server, label: "roll")
        let oldRoot = try await Self.root(server)
        let before = try await client.showing(bootstrap).run("simpleenroll", "--name", "before", "--anchor", oldRoot)
        #expect(before["chain"] == 3, "\(before.members)")
        for ca in ["roll-root", "roll-issuing"] { try await server.call("POST", "/v1/cas/\(ca)/rekey", [:]) }
        let newRoot = try await Self.root(server)
        // Of each CA both keys' certificates, and of each the links between its keys.
        let handedOut = try await client.run("cacerts")["subjects"].items
        #expect(handedOut.count == 8 && Set(handedOut.compactMap(\.text)).count == 2, "\(handedOut)")

        let after = try await client.showing(bootstrap).run("simpleenroll", "--name", "after", "--anchor", oldRoot)
        #expect(after["chain"].int ?? 0 > 3, "over a link: \(after.members)")
        #expect(try await Self.chain(before, newRoot, client) ?? 0 > 3, "over a link")
        // There may be a longer way as well.
        for (device, root) in [(before, oldRoot), (after, newRoot)] {
            #expect(try await Self.chain(device, root, client) ?? 0 >= 3)
        }
    }

    private static func root(_ server: LiveServer) async throws -> String {
        let pem = try #require(try await server.call("GET", "/v1/cas/roll-root")["certificate"].decoded)
        return try server.folder.write("\(UUID().uuidString)-root.pem", pem)
    }

    private static func chain(
        _ device: PythonClient.Answer, _ anchor: String, _ client: PythonClient
    ) async throws -> Int? {
        try await client.run("verify", "--leaf", device.identity.certificate, "--anchor", anchor)["chain"].int
    }
}
