import Foundation
import TestSupport
import Testing

@Suite("The DMS commands", .liveServer())
struct DMSCommandTests {
    private func start() async throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        return (server, CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token]))
    }

    @Test("have a key made for a remote DMS, approve, change, revoke and delete it")
    func remote() async throws {
        let (server, cli) = try await start()
        for id in ["gate-1", "gate-2"] { try await cli.check("ca", "create", id, "--id", id) }
        let key = server.folder.path("plant.key")
        let create = [
            "dms", "create", "plant", "--ca", "gate-1", "--key-file", key, "--organization", "Plant", "--output",
            "json",
        ]
        let made = try await cli.run(create)
        #expect(made.status == 0, "\(made.stderr)")
        #expect(!(made.text + made.stderr).contains("PRIVATE") && !made.text.contains("private_key"))
        #expect(try JSON.parse(made.stdout)["status"] == "PENDING_APPROVAL")
        #expect(try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int == 0o600)
        #expect(try await cli.run(create).stderr.contains("plant.key"), "the key's file is left alone")

        let approved = try JSON.parse(try await cli.check("dms", "approve", "plant", "--output", "json").stdout)
        let identity = approved["remote_access_identity"]
        let pem = try #require(identity["certificate"].text.flatMap { Data(base64Encoded: $0) })
        let file = try server.folder.write("plant.pem", String(decoding: pem, as: UTF8.self))
        let ofKey = try await Command.check("openssl", ["pkey", "-in", key, "-pubout"]).text
        #expect(try await Command.check("openssl", ["x509", "-in", file, "-noout", "-pubkey"]).text == ofKey)
        let subject = try await Command.check("openssl", ["x509", "-in", file, "-noout", "-subject"]).text
        #expect(subject.contains("CN = plant") && subject.contains("O = Plant"))

        try await cli.check("dms", "authorized-cas", "plant", "gate-2", "gate-1")
        try await cli.check("dms", "update", "plant", "--shadow", "CLASSIC")
        let shown = try await server.call("GET", "/v1/dms/plant")
        #expect(shown["remote_access_identity"]["authorized_cas"].items.map(\.text) == ["gate-2", "gate-1"])
        #expect(shown["aws"]["shadow_type"] == "CLASSIC")
        #expect(try await cli.run("dms", "delete", "plant").status == 4)
        try await cli.check("dms", "revoke", "plant", "--reason", "keycompromise")
        let serial = try #require(identity["serial_number"].text)
        let certificate = try await server.call("GET", "/v1/certificates/\(serial)")
        #expect(certificate["status"] == "REVOKED" && certificate["revocation_reason"] == "KeyCompromise")
        try await cli.check("dms", "delete", "plant")
        #expect(try await cli.run("dms", "show", "plant").status == 3)
    }

    @Test("take a request of a key that is elsewhere, and change one setting without the others")
    func requestAndUpdate() async throws {
        let (server, cli) = try await start()
        for id in ["sign", "boot"] { try await cli.check("ca", "create", id, "--id", id) }
        let csr = server.folder.path("remote.csr")
        try await Command.check(
            "openssl",
            [
                "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", server.folder.path("remote.key"), "-subj",
                "/CN=gateway", "-out", csr,
            ])
        try await cli.check("dms", "create", "remote", "--ca", "sign", "--csr", csr, "--approve")
        let remote = try await server.call("GET", "/v1/dms/remote")
        #expect(remote["status"] == "APPROVED" && remote["cloud_dms"] == false)
        #expect(remote["remote_access_identity"]["external_key_generation"] == true)

        try await cli.check("dms", "create", "line-7", "--ca", "sign", "--bootstrap", "boot", "--tag", "a", "--publish")
        try await cli.check("dms", "update", "line-7", "--renewal", "30d")
        let profile = try await server.call("GET", "/v1/dms/line-7")["identity_profile"]
        #expect(profile["reenrollment_settings"]["preventive_renewal_interval"] == "4w2d")
        #expect(profile["enrollment_settings"]["tags"].items.map(\.text) == ["a"])
        #expect(profile["aws_iotcore_publish"] == true)
        let refused = try await cli.run("dms", "update", "line-7", "--profile", "subordinate-ca")
        #expect(refused.status == 1 && refused.stderr.contains("issuance_profile"), "\(refused.stderr)")
        let none = try await cli.run("dms", "create", "x", "--ca", "sign", "--csr", csr, "--key-file", csr)
        #expect(none.status == 2 && none.stderr.contains("--csr"))
    }
}
