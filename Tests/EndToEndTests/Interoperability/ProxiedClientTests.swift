import Foundation
import TestSupport
import Testing

@Suite(
    "EST behind a reverse proxy in Python",
    .liveServer(["SHEDU_EST_TRUSTED_PROXIES": "127.0.0.1", "SHEDU_EST_CLIENT_CERTIFICATE_HEADER": "Client-Cert"]))
struct ProxiedClientTests {
    @Test("a device enrols and renews by the certificate that it shows the proxy, and by that one only")
    func life() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await server.plant("front", settings: ["allow_new_auto_enrollment": true])
        try await ReverseProxy.run(before: server, letting: ["front-bootstrap", "front-issuing", "front-root"]) {
            proxy in
            let client = PythonClient(server: server, label: "front", place: proxy)
            let first = try await client.showing(bootstrap).run("simpleenroll", "--name", "front-1")
            #expect(first.status == 0 && first["chain"] == 3, "\(first.members)")
            let event = try await server.call("GET", "/v1/events?subject=device/front-1").items.last
            #expect(event?["actor"].text == "est:\(bootstrap.serial)")
            let second = try await client.showing(first.identity).run("simplereenroll")
            #expect(second.status == 0, "\(second.members)")
            let nobody = try await client.run("simpleenroll", "--name", "front-2")
            #expect(nobody["status"] == 401, "\(nobody.members)")
            // What a client says of itself, the proxy does not pass on.
            let request = try await DeviceRequest.make("/CN=front-2", in: server.folder)
            let forged = try await Curl.send(
                "\(proxy.url)/.well-known/est/front/simpleenroll",
                ["--cacert", proxy.trust, "-H", "Content-Type: application/pkcs10"]
                    + ["-H", "Client-Cert: \(try await Self.header(bootstrap))"], body: request.base64)
            #expect(forged.status == 401, "\(forged)")
        }
        // From the proxy's address a certificate of TLS is the proxy's, and no device's.
        let direct = try await PythonClient(server: server, label: "front").showing(bootstrap)
            .run("simpleenroll", "--name", "front-3")
        #expect(direct["status"] == 401, "\(direct.members)")
    }

    static func header(_ identity: Identity) async throws -> String {
        let der = try await Command.check("openssl", ["x509", "-in", identity.certificate, "-outform", "DER"]).stdout
        return ":\(Data(der).base64EncodedString()):"
    }
}

@Suite("EST behind nothing", .liveServer())
struct UnproxiedClientTests {
    @Test("believes no header about who a client is")
    func forged() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await server.plant("open")
        let request = try await DeviceRequest.make("/CN=open-1", in: server.folder)
        let header = try await ProxiedClientTests.header(bootstrap)
        let type = ["-H", "Content-Type: application/pkcs10"]
        for name in ["Client-Cert", "X-SSL-Cert"] {
            let reply = try await server.est(
                "open/simpleenroll", type + ["-H", "\(name): \(header)"], body: request.base64)
            #expect(reply.status == 401, "\(reply)")
        }
        #expect(try await server.enroll(request.base64, as: bootstrap, at: "open").status == 200)
    }
}

/// Where the client is to go instead of the server.
struct ReverseProxy: Sendable {
    let url: String
    /// What clients are to trust.
    let trust: String

    static func run(
        before server: LiveServer, letting authorities: [String], _ body: @Sendable (ReverseProxy) async throws -> Void
    ) async throws {
        let (port, folder) = (try freePort(), server.folder)
        let (key, certificate) = (folder.path("proxy.key"), folder.path("proxy.pem"))
        let names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        try await Command.check(
            "openssl", ["req", "-x509", "-nodes", "-keyout", key, "-out", certificate] + names + DeviceRequest.p256)
        var clients: [UInt8] = []
        for ca in authorities { clients += try await server.call("GET", "/v1/cas/\(ca)")["certificate"].decoded ?? [] }
        let arguments = [
            Checkout.file("Tests/EndToEndTests/Judges/proxy.py").path, "\(port)", certificate, key,
            try folder.write("proxy-clients.pem", clients), server.est, server.trust,
        ]
        try await withServerProcess(
            PythonEnvironment.judges.python(), arguments, readiness: .port(port), logFile: folder.path("proxy.log")
        ) { _ in
            try await body(ReverseProxy(url: "https://localhost:\(port)", trust: certificate))
        }
    }
}
