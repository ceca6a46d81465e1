import Foundation
import TestSupport
import Testing

@Suite("The command line", .liveServer())
struct ClientCommandTests {
    @Test("sets up a plant that enrols a device, and shows what there is")
    func plant() async throws {
        let (server, cli) = try Self.start()
        try await cli.check("ca", "create", "Root", "--id", "root", "--validity", "20y", "--issuance", "10y")
        try await cli.check("ca", "create", "Issuing", "--id", "issuing", "--parent", "root")
        try await cli.check("ca", "create", "Bootstrap", "--id", "bootstrap")
        try await cli.check("dms", "create", "line-1", "--ca", "issuing", "--bootstrap", "bootstrap", "--approve")
        let client = try await cli.bootstrapIdentity()
        let file = try await server.enrolled(.make("/CN=pump-1", in: server.folder), as: client)
        let devices = try await cli.check("device", "list").text
        #expect(devices.contains("pump-1") && devices.contains("FULLY_PROVISIONED") && !devices.contains("\u{1B}"))
        let shown = try JSON.parse(try await cli.check("device", "show", "pump-1", "--output", "json").stdout)
        #expect(shown == (try await server.call("GET", "/v1/devices/pump-1")))
        let serial = try await OpenSSL.serial(file)
        try await cli.check("certificate", "revoke", serial, "--reason", "keycompromise")
        #expect(try await cli.run("certificate", "revoke", serial).status == 4)
        let certificate = try await server.call("GET", "/v1/certificates/\(serial)")
        #expect(certificate["status"] == "REVOKED" && certificate["revocation_reason"] == "KeyCompromise")
        let tail = try await cli.check("event", "tail", "--type", "io.lamassuiot.device.revoke", "--limit", "1")
        #expect(tail.text.contains("io.lamassuiot.device.revoke  device/pump-1  admin"))
        let batch = try await cli.check("event", "list", "--subject", "device/pump-1", "--output", "json").stdout
        #expect(
            try JSON.parse(batch).items.map { Happening($0).type.split(separator: ".").last } == [
                "create", "enroll", "revoke",
            ])
    }

    @Test("plans for a cloud account that nothing is bound to, and says so")
    func cloud() async throws {
        let (_, cli) = try Self.start()
        try await cli.check("connector", "create", "idle", "--region", "eu-west-1")
        let plan = try await cli.check("cloud", "plan", "--connector", "idle")
        #expect((plan.text + plan.stderr).contains("Nothing is to be done."))
        try await cli.check("connector", "delete", "idle")
    }

    @Test(
        "ends with 0, 1, 2, 3 or 4, and says why on standard error",
        arguments: [
            (0, ["ca", "list"], ""), (0, ["--help"], ""), (0, ["dms", "list", "--output", "json"], ""),
            (2, ["ca", "list", "--bogus"], "--bogus"), (2, ["ca", "show"], "<id>"), (2, ["bogus"], "bogus"),
            (2, ["ca", "create", "X", "--validity", "10q"], "--validity"),
            (2, ["ca", "revoke", "nobody", "--reason", "Boredom"], "Boredom"),
            (2, ["ca", "list", "--output", "xml"], "xml"), (2, ["dms", "create", "x"], "--bootstrap"),
            (2, ["ca", "list", "--token-file", "/nowhere"], "/nowhere"),
            (3, ["ca", "show", "nobody"], "nobody"), (3, ["ca", "revoke", "nobody"], "nobody"),
            (3, ["dms", "show", "nobody"], "nobody"), (3, ["dms", "approve", "nobody"], "nobody"),
            (3, ["device", "show", "nobody"], "nobody"), (3, ["certificate", "show", "01-02"], "01-02"),
            (3, ["connector", "show", "nobody"], "nobody"), (3, ["cloud", "plan", "--connector", "nobody"], "nobody"),
            (3, ["subscription", "show", "nobody"], "nobody"), (3, ["profile", "show", "nobody"], "nobody"),
            (1, ["ca", "list", "--page-size", "5000"], "page_size"), (1, ["certificate", "show", "zz"], "zz"),
            (1, ["ca", "list", "--server", "http://127.0.0.1:1"], "127.0.0.1"),
        ])
    func exitCode(status: Int32, arguments: [String], reason: String) async throws {
        let (_, cli) = try Self.start()
        let output = try await cli.run(arguments)
        #expect(output.status == status, "\(output.text) \(output.stderr)")
        if status == 0 {
            #expect(!output.stdout.isEmpty && output.stderr.isEmpty)
        } else {
            #expect(output.stderr.contains(reason) && output.stdout.isEmpty, "\(output.stderr)")
        }
    }

    @Test("a conflict ends with 4, and a token that is not known with 1")
    func conflict() async throws {
        let (server, cli) = try Self.start()
        try await cli.check("ca", "create", "Twice", "--id", "twice")
        let second = try await cli.run("ca", "create", "Twice", "--id", "twice")
        #expect(second.status == 4 && second.stderr.contains("twice"))
        let stranger = CommandLineClient(server: server, environment: ["SHEDU_TOKEN": "0000"])
        let refused = try await stranger.run("ca", "list")
        #expect(refused.status == 1 && refused.stderr.contains("token"))
        let file = try server.folder.write("a.token", "\(server.token)\n")
        #expect(try await stranger.run("ca", "list", "--token-file", file).status == 0)
    }

    private static func start() throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        return (server, CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token]))
    }
}

/// `shedu` as a person runs it, its output in a pipe.
struct CommandLineClient {
    let server: LiveServer
    let environment: [String: String]

    func run(_ arguments: String...) async throws -> Command.Output { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Command.Output {
        let settings = environment.merging(["SHEDU_SERVER": server.management]) { given, _ in given }
        let output = try await Command.run(
            ServerBinary.path(), arguments, environment: settings, workingDirectory: server.folder.path)
        server.transcript.add(output.stdout + Array(output.stderr.utf8))
        return output
    }

    /// A command that must succeed.
    @discardableResult
    func check(_ arguments: String...) async throws -> Command.Output {
        let output = try await run(arguments)
        guard output.status == 0 else {
            let command = "shedu " + arguments.joined(separator: " ")
            throw TestSupportError.failed(command: command, status: output.status, stderr: output.stderr)
        }
        return output
    }

    /// By `shedu ca sign`, which prints PEM.
    func bootstrapIdentity() async throws -> Identity {
        let request = try await DeviceRequest.make("/CN=boot-1", in: server.folder)
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        let signed = try await check("ca", "sign", "bootstrap", try server.folder.write("boot-1.csr", pem))
        return Identity(certificate: try server.folder.write("boot-1.pem", signed.stdout), key: request.key)
    }
}
