import Foundation
import TestSupport
import Testing

/// A remote DMS from its key to its devices, with nothing but the command line, openssl and the clients.
@Suite("A remote DMS of the command line", .liveServer(["SHEDU_EST_DEFAULT_DMS": "gate-swan"]))
struct RemotePlantTests {
    @Test("brings its own request, is approved, and enrols and renews devices with curl and with Python")
    func ownKey() async throws {
        let (server, cli) = try await Self.start("gate-curl")
        let gate = try await Self.approved("gate-curl", server, cli)
        let request = try await DeviceRequest.make("/CN=curl-pump", in: server.folder)
        let first = try await server.enrolled(request, as: gate, at: "gate-curl")
        try await Self.expectVerified(first, of: "gate-curl", server)
        let next = try await DeviceRequest.make("/CN=curl-pump", in: server.folder)
        let type = ["-H", "Content-Type: application/pkcs10"]
        let reply = try await server.est("gate-curl/simplereenroll", gate.arguments + type, body: next.base64)
        #expect(reply.status == 200, "\(reply)")
        let shown = try JSON.parse(
            try await cli.check("device", "show", "curl-pump", "--output", "json").stdout)
        #expect(shown["dms_name"] == "gate-curl" && shown["status"] == "FULLY_PROVISIONED")
        #expect(
            shown["slots"].items[0]["active_certificate"]["serial_number"].text != (try await OpenSSL.serial(first)))

        let python = PythonClient(server: server, label: "gate-curl").showing(gate)
        let device = try await python.run("simpleenroll", "--name", "python-pump")
        #expect(device.status == 0 && device["subject"] == "CN=python-pump", "\(device.members)")
        try await cli.check("dms", "revoke", "gate-curl")
        let late = try await python.run("simpleenroll", "--name", "python-late")
        #expect(late["status"] == 403, "\(late.members)")
        let renewed = try await PythonClient(server: server, label: "gate-curl").showing(device.identity)
            .run("simplereenroll")
        #expect(renewed["status"] == 403, "its devices cannot renew by themselves either: \(renewed.members)")
    }

    @Test(
        "enrols with strongSwan, by the default label",
        .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
    func strongSwan() async throws {
        let (server, cli) = try await Self.start("gate-swan")
        let gate = try await Self.approved("gate-swan", server, cli)
        let authorities = try await StrongSwan.authorities(server)
        let file = try await StrongSwan.enrolled("swan-pump", gate, authorities, server)
        try await Self.expectVerified(file, of: "gate-swan", server)
        let listed = try await cli.check("device", "list").text
        #expect(listed.contains("swan-pump"))
    }

    private static func start(_ name: String) async throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        let cli = CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token])
        try await cli.check("ca", "create", "\(name) Root CA", "--id", "\(name)-root")
        try await cli.check(
            "ca", "create", "\(name) CA", "--id", "\(name)-ca", "--parent", "\(name)-root", "--validity", "5y")
        return (server, cli)
    }

    /// Its key stays where it was made.
    private static func approved(
        _ name: String, _ server: LiveServer, _ cli: CommandLineClient
    ) async throws -> Identity {
        let request = try await DeviceRequest.make("/O=Plant/CN=\(name)", in: server.folder, named: name)
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        let csr = try server.folder.write("\(name).csr", pem)
        try await cli.check("dms", "create", name, "--ca", "\(name)-ca", "--csr", csr)
        let shown = try JSON.parse(try await cli.check("dms", "approve", name, "--output", "json").stdout)
        guard let certificate = shown["remote_access_identity"]["certificate"].decoded else {
            throw TestSupportError.notFound("an approved DMS has a certificate")
        }
        return Identity(certificate: try server.folder.write("\(name).pem", certificate), key: request.key)
    }

    private static func expectVerified(_ file: String, of label: String, _ server: LiveServer) async throws {
        let answer = try await server.est("\(label)/cacerts")
        let chain = try server.folder.write(
            "\(label)-chain.pem", try await OpenSSL.certificates(inPKCS7: answer.body))
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", chain, file])
        #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
    }
}
