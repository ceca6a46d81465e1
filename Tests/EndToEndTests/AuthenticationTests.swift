import Foundation
import TestSupport
import Testing

@Suite("Enrolment without a bootstrap certificate", .liveServer())
struct AuthenticationTests {
    private static let password = "correct horse: battery"

    @Test("by password: curl is asked for one, sends it, and enrols until the user is removed")
    func password() async throws {
        let (server, cli) = try Self.start()
        try await Self.createDMS("basic", ["authentication_mode": "HTTP_BASIC"], server)
        let file = try server.folder.write("password", "\(Self.password)\n")
        try await cli.check("dms", "credentials", "set", "basic", "worker", "--password-file", file)
        #expect(try await cli.check("dms", "credentials", "show", "basic").text.contains("worker"))
        #expect(try await server.call("GET", "/v1/dms/basic/credentials/worker")["user"] == "worker")

        let request = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
        let none = try await Self.enroll(request, [], server)
        #expect(none.status == 401 && none.text == "Send a user and a password of DMS \"basic\" (HTTP Basic).\n")
        #expect(none.headers["www-authenticate"] == "Basic realm=\"basic\", charset=\"UTF-8\"")
        let wrong = try await Self.enroll(request, ["--user", "worker:\(Self.password)!"], server)
        #expect(wrong.status == 401 && wrong.text == "The user or the password is wrong.\n")
        #expect(wrong.headers["www-authenticate"]?.hasPrefix("Basic ") == true)

        // Only when it was asked for one does curl send the password.
        let right = try await Self.enroll(request, ["--user", "worker:\(Self.password)", "--anyauth"], server)
        // What it shows of that is both answers.
        #expect(right.status == 401 && right.text.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(right)")
        let again = try await Self.enroll(request, ["--user", "worker:\(Self.password)"], server)
        #expect(again.status == 200 && right.text.hasSuffix(again.text), "\(again)")

        try await cli.check("dms", "credentials", "remove", "basic", "worker")
        #expect(try await Self.enroll(request, ["--user", "worker:\(Self.password)"], server).status == 401)
        #expect(try await server.api("GET", "/v1/dms/basic/credentials/worker").status == 404)
        try Self.expectNoSecret(server)
    }

    @Test("by password: where a DMS wants a certificate, nobody is asked for a password, and none can be set")
    func certificateOnly() async throws {
        let (server, _) = try Self.start()
        try await Self.createDMS("mtls", [:], server)
        let request = try await DeviceRequest.make("/CN=pump-2", in: server.folder)
        let reply = try await Self.enroll(request, ["--user", "worker:\(Self.password)"], server, at: "mtls")
        #expect(reply.status == 401 && reply.headers["www-authenticate"]?.contains("Basic") == false, "\(reply)")
        let body: JSON = ["user": "worker", "password": .string(Self.password)]
        let refused = try await server.api("PUT", "/v1/dms/mtls/credentials", body)
        #expect(refused.status == 409, "\(refused)")
        let short = try await server.api("PUT", "/v1/dms/mtls/credentials", ["user": "worker", "password": "short"])
        #expect(short.status == 400 && short.text.contains("/password") && !short.text.contains("\"short\""))
    }

    @Test("by a service in Python, which verifies who asks with the key that the command line shows")
    func webhook() async throws {
        let (server, cli) = try Self.start()
        let shown = try JSON.parse(try await cli.check("webhook-key", "--output", "json").stdout)
        #expect(shown == (try await server.call("GET", "/v1/webhook-key")))
        let pem = try #require(shown["public_key_pem"].decoded)
        let text = try await Command.check("openssl", ["pkey", "-pubin", "-noout", "-text"], stdin: pem).text
        #expect(text.hasPrefix("ED25519 Public-Key:"))

        let folder = server.folder
        let (port, key, certificate) = (try freePort(), folder.path("web.key"), folder.path("web.pem"))
        try await Command.check(
            "openssl",
            [
                "req", "-x509", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                "-keyout", key, "-out", certificate,
            ] + DeviceRequest.p256)
        let trusted = JSON.string(Data(try folder.read("web.pem")).base64EncodedString())
        let hook: JSON = [
            "url": .string("https://localhost:\(port)/decide"), "timeout": "10s", "trusted_cas": [trusted],
        ]
        try await Self.createDMS(
            "hook", ["authentication_mode": "EXTERNAL_WEBHOOK", "external_webhook": hook], server)
        let judge = Checkout.file("Tests/RegistrationAuthorityTests/Judges/webhook.py").path
        try await withServerProcess(
            PythonEnvironment.judges.python(),
            [judge, "\(port)", certificate, key, shown["public_key"].text ?? "", folder.path("asked")],
            readiness: .port(port), logFile: folder.path("webhook.log")
        ) { _ in
            let pump = try await DeviceRequest.make("/CN=pump-3", in: folder)
            let yes = try await Self.enroll(pump, ["--user", "worker:\(Self.password)"], server, at: "hook")
            #expect(yes.status == 200, "\(yes)")
            let valve = try await DeviceRequest.make("/CN=valve-3", in: folder)
            let no = try await Self.enroll(valve, [], server, at: "hook")
            #expect(no.status == 403 && no.text.hasSuffix("refused device \"valve-3\": valve-3 is not on the list\n"))
        }
        let late = try await DeviceRequest.make("/CN=pump-4", in: folder)
        let gone = try await Self.enroll(late, [], server, at: "hook")
        #expect(gone.status == 403 && gone.text.contains("could not be reached, so nobody is let in"), "\(gone)")
        let asked = String(decoding: try folder.read("asked"), as: UTF8.self)
        #expect(asked.contains("\"fault\": null") && !asked.contains("\"fault\": \"") && !asked.contains("battery"))
        try Self.expectNoSecret(server)
    }

    private static func start() throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        return (server, CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token]))
    }

    /// With a CA of its own, because the tests of a suite run side by side.
    private static func createDMS(_ name: String, _ settings: [String: JSON], _ server: LiveServer) async throws {
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(name)-issuing"))
        var enrollment: [String: JSON] = [
            "authorized_ca": .string("\(name)-issuing"), "bootstrap_cas": [.string("\(name)-issuing")],
        ]
        enrollment.merge(settings) { $1 }
        try await server.createDMS([
            "name": .string(name), "cloud_dms": true,
            "identity_profile": ["enrollment_settings": .object(enrollment)],
        ])
    }

    private static func enroll(
        _ request: DeviceRequest, _ arguments: [String], _ server: LiveServer, at dms: String = "basic"
    ) async throws -> Reply {
        let type = ["-H", "Content-Type: application/pkcs10"]
        return try await server.est("\(dms)/simpleenroll", type + arguments, body: request.base64)
    }

    /// Neither in the log at its most talkative, nor in anything that was answered.
    private static func expectNoSecret(_ server: LiveServer) throws {
        let log = try String(contentsOfFile: server.log, encoding: .utf8)
        let encoded = Data("worker:\(password)".utf8).base64EncodedString()
        for text in [log, String(decoding: server.transcript.bytes, as: UTF8.self)] {
            #expect(!text.contains(password) && !text.contains(encoded))
        }
    }
}
