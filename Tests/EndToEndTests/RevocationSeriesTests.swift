import Foundation
import TestSupport
import Testing

@Suite("The revocation of a large CA")
struct RevocationSeriesTests {
    private static let count = 250
    private static let small = ["SHEDU_REVOCATION_CASCADE_MAX": "20"]

    @Test("is finished by the servers after it, however often one is killed, with one event for each certificate")
    func killed() async throws {
        try await withTemporaryDirectory { folder in
            let begun = try await life(in: folder) { server in
                try await Self.issue(server)
                let head = try await server.head()
                let reply = try await server.api("PUT", "/v1/cas/top/status", ["status": "REVOKED"])
                let state = try reply.json()["revocation"]["state"].text
                #expect(reply.status == 202 && state == "RUNNING", "\(reply)")
                return head
            }
            #expect(try await Self.isOpen(in: folder), "the first server was not killed in the middle of it")
            // This one may come to its end or not; the next goes on with what it finds.
            _ = try await life(in: folder) { server in
                _ = try await eventually("something is revoked") { try await server.head() > begun ? true : nil }
            }
            _ = try await life(in: folder) { server in
                let end = try await eventually("the CA is revoked") { () -> JSON? in
                    let progress = try await server.call("GET", "/v1/cas/top/revocation")
                    return progress["state"].text == "FINISHED" ? progress : nil
                }
                #expect(end["remaining"].int == 0 && end["revoked"].int == Self.count + 2)
                let events = try await server.wholeLog(after: begun).map(Happening.init)
                #expect(events.count == Self.count + 2 && Set(events.map(\.subject)).count == events.count)
                #expect(events.prefix(Self.count).allSatisfy { $0.type == "certificate.update.status" })
                let cas = [Happening("ca.update.status", "ca/plant"), Happening("ca.update.status", "ca/top")]
                #expect(events.suffix(2) == cas)
            }
        }
    }

    /// A server that is killed when the body has what it came for.
    private func life<Result: Sendable>(
        in folder: TemporaryDirectory, _ body: (LiveServer) async throws -> Result
    ) async throws -> Result {
        try await withLiveServer(in: folder, environment: Self.small) { server in
            let result = try await body(server)
            kill(server.process, SIGKILL)
            return result
        }
    }

    /// What the dead server left in its database.
    private static func isOpen(in folder: TemporaryDirectory) async throws -> Bool {
        let query = "SELECT COUNT(*) FROM revocation_series WHERE finished_at IS NULL"
        let script = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(sys.argv[2]).fetchone()[0])"
        let found = try FileManager.default.subpathsOfDirectory(atPath: folder.path).first { $0.hasSuffix(".sqlite") }
        let database = folder.path(try #require(found))
        let python = try PythonEnvironment.judges.python()
        return try await Command.check(python, ["-c", script, database, query]).text == "1\n"
    }

    /// The same request again and again, over one connection.
    private static func issue(_ server: LiveServer) async throws {
        try await server.call("POST", "/v1/cas", LiveServer.caBody("top", validity: "20y"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("plant", below: "top"))
        let request = try await DeviceRequest.make("/CN=pump", in: server.folder)
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        let body = try server.folder.write(
            "sign.json", JSON.object(["csr": .string(Data(pem).base64EncodedString())]).bytes)
        try await Command.check(
            "curl",
            [
                "-sS", "--fail", "-o", "/dev/null", "-H", "Authorization: Bearer \(server.token)", "-H",
                "Content-Type: application/json", "--data-binary", "@\(body)",
                "\(server.management)/v1/cas/plant/certificates/sign?n=[1-\(count)]",
            ])
    }
}
