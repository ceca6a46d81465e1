import TestSupport
import Testing

@Suite("Bad input over the management API", .liveServer())
struct BadAPIInputTests {
    @Test("is refused by a problem that names the fault, and leaves nothing behind")
    func table() async throws {
        let server = try LiveServer.ofSuite()
        let cast = try await APICast.assemble(server)
        try await APICast.addDevices(server)
        let before = try await Footprint(of: server)
        let rows = cast.syntax() + cast.fields() + cast.states() + cast.queries() + cast.transport() + cast.devices()
        #expect(rows.count >= 80)
        for row in rows {
            let reply = try await row.send(server)
            #expect(reply.status == row.status && reply.text.contains(row.reason), "\(row.name): \(reply)")
            try Self.expectProblem(reply, row)
        }
        #expect(try await Footprint(of: server) == before)
        // The rows differ from this in the one thing that they are about.
        #expect(try await server.api("POST", "/v1/cas", LiveServer.caBody("fresh")).status == 201)
    }

    /// RFC 9457.
    private static func expectProblem(_ reply: Reply, _ row: RefusedRequest) throws {
        #expect(reply.headers["content-type"] == "application/problem+json", "\(row.name)")
        let problem = try reply.json()
        #expect(problem.names.isSuperset(of: ["type", "title", "status", "detail", "code"]), "\(row.name)")
        #expect(problem["status"].int == reply.status, "\(row.name)")
        #expect(problem["type"].text?.hasSuffix(problem["code"].text ?? "-") == true, "\(row.name)")
        for fault in problem["errors"].items {
            #expect(fault["pointer"].text != nil && fault["detail"].text?.isEmpty == false, "\(row.name)")
        }
        if reply.status == 401 { #expect(reply.headers["www-authenticate"] == "Bearer", "\(row.name)") }
        if reply.status == 405 { #expect(reply.headers["allow"]?.isEmpty == false, "\(row.name)") }
    }
}
