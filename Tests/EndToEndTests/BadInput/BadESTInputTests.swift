import TestSupport
import Testing

@Suite("Bad input over EST", .liveServer())
struct BadESTInputTests {
    @Test("is refused with a sentence and the right status, and leaves nothing behind")
    func table() async throws {
        let server = try LiveServer.ofSuite()
        let cast = try await ESTCast.assemble(server)
        let before = try await Footprint(of: server)
        let rows = try await cast.bodies() + cast.clients() + cast.devices() + cast.paths()
        #expect(rows.count >= 60)
        for row in rows {
            let reply = try await row.send(server)
            #expect(reply.status == row.status && reply.text.contains(row.reason), "\(row.name): \(reply)")
            #expect(reply.mediaType == "text/plain" && reply.text.split(separator: "\n").count == 1, "\(row.name)")
            if reply.status == 401 { #expect(reply.headers["www-authenticate"] != nil, "\(row.name)") }
            if reply.status == 405 { #expect(reply.headers["allow"] != nil, "\(row.name)") }
        }
        #expect(try await Footprint(of: server) == before)
        // The rows differ from this in the one thing that they are about.
        #expect(try await server.enroll(cast.unused.base64, as: cast.bootstrap).status == 200)
    }

    @Test(
        "what is no HTTP as we take it ends the connection, not the server",
        arguments: [
            (501, ["-X", "BREW"]), (431, ["-H", "X-Long: " + String(repeating: "a", count: 20_000)]),
            (431, (0..<150).flatMap { ["-H", "X-\($0): a"] }),
        ] as [(Int, [String])])
    func notHTTP(status: Int, arguments: [String]) async throws {
        let server = try LiveServer.ofSuite()
        let reply = try await server.est("line-1/cacerts", arguments)
        #expect(reply.status == status && reply.headers["connection"] == "close")
        #expect(try await server.est("nobody/cacerts").status == 404)
    }

    @Test("a request for a CA certificate gets a device's certificate")
    func notACA() async throws {
        let server = try LiveServer.ofSuite()
        try await server.call("POST", "/v1/cas", LiveServer.caBody("plain-issuing"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("plain-bootstrap"))
        try await server.createDMS(LiveServer.dmsBody("plain", ca: "plain-issuing", bootstrap: "plain-bootstrap"))
        let request = try await DeviceRequest.make(
            "/CN=pump-ca", in: server.folder,
            [
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign",
                "-addext", "extendedKeyUsage=serverAuth,OCSPSigning",
            ])
        let bootstrap = try await server.identity("plain-boot", of: "plain-bootstrap")
        let file = try await server.enrolled(request, as: bootstrap, at: "plain")
        let text = try await OpenSSL.x509(file, "-ext", "basicConstraints,keyUsage,extendedKeyUsage")
        #expect(text.contains("CA:FALSE") && text.contains("Digital Signature") && text.contains("TLS Web Client"))
        #expect(
            !text.contains("CA:TRUE") && !text.contains("Sign,") && !text.contains("Server") && !text.contains("OCSP"))
    }
}
