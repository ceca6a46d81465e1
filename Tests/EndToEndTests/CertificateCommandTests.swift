import Foundation
import TestSupport
import Testing

@Suite("The certificate commands", .liveServer())
struct CertificateCommandTests {
    @Test("make a key and a certificate, keep metadata, hold and release, list and count")
    func life() async throws {
        let server = try LiveServer.ofSuite()
        let cli = CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token])
        try await cli.check("ca", "create", "Works", "--id", "works")
        let key = server.folder.path("made.key")
        let file = server.folder.path("made.pem")
        let create = [
            "certificate", "create", "works", "pump-9", "--dns", "pump-9.example", "--key-file", key,
            "--certificate-file", file, "--output", "json",
        ]
        let made = try await cli.run(create)
        #expect(made.status == 0, "\(made.stderr)")
        #expect(!made.text.contains("PRIVATE") && !made.text.contains("private_key"))
        let serial = try #require(JSON.parse(made.stdout)["serial_number"].text)
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let ofKey = try await Command.check("openssl", ["pkey", "-in", key, "-pubout"]).text
        #expect(try await Command.check("openssl", ["x509", "-in", file, "-noout", "-pubkey"]).text == ofKey)
        let again = try await cli.run(create)
        #expect(again.status != 0 && again.stderr.contains("made.key"))
        #expect(try await Command.check("openssl", ["pkey", "-in", key, "-pubout"]).text == ofKey)

        try await cli.check("certificate", "metadata", "set", serial, "ticket=INC-7", "n=7", "gone=1")
        try await cli.check("certificate", "metadata", "set", serial, "gone=")
        let shown = try await cli.check("certificate", "metadata", "get", serial, "--output", "json")
        #expect(try JSON.parse(shown.stdout) == (try JSON.parse(Array(#"{"ticket":"INC-7","n":7}"#.utf8))))
        let patch = try server.folder.write("patch.json", #"[{"op":"test","path":"/n","value":8}]"#)
        #expect(try await cli.run("certificate", "metadata", "patch", serial, patch).status == 4)
        try await cli.check("ca", "metadata", "set", "works", "lamassu.io/name=Works")

        try await cli.check("certificate", "hold", serial)
        let held = try await cli.check("certificate", "list", "--status", "revoked", "--ca", "works")
        #expect(held.text.contains(serial))
        try await cli.check("certificate", "release", serial)
        #expect(try await !cli.check("certificate", "list", "--status", "revoked").text.contains(serial))
        #expect(try await cli.check("certificate", "list", "--filter", "common_name[ct]PUMP-9").text.contains(serial))
        let taken = try await cli.run("certificate", "import", file)
        #expect(taken.status == 4 && taken.stderr.contains(serial))
        let stats = try JSON.parse(try await cli.check("stats", "--output", "json").stdout)
        #expect(stats["certificates"]["by_ca"]["works"] == 1)
    }
}
