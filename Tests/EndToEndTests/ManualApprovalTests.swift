import Foundation
import TestSupport
import Testing

/// The server tells devices to come again after a second, so that a client that does so can be watched.
@Suite(
    "Manual approval over EST",
    .liveServer(["SHEDU_EST_DEFAULT_DMS": "swan", "SHEDU_EST_APPROVAL_RETRY": "1s"]))
struct ManualApprovalTests {
    @Test("curl gets 202 with Retry-After, the command line approves, and curl gets the certificate")
    func curl() async throws {
        let plant = try await Self.plant("curl")
        let request = try await DeviceRequest.make("/CN=pump-1", in: plant.server.folder)
        for _ in 0..<2 {
            let reply = try await plant.server.enroll(request.base64, as: plant.bootstrap, at: "curl")
            #expect(reply.status == 202 && reply.headers["retry-after"] == "1")
            #expect(reply.mediaType == "text/plain" && reply.text.hasPrefix("A person has to approve this"))
        }
        let id = try #require(try await plant.waiting().first?["id"].text)
        let listed = try await plant.cli.check("dms", "enrollment", "list", "curl", "--status", "PENDING").text
        #expect(listed.contains(id) && listed.contains("pump-1"))
        let shown = try JSON.parse(
            try await plant.cli.check("dms", "enrollment", "show", "curl", id, "--output", "json").stdout)
        // What a person compares with what the device says of its own key.
        let key = try await Command.check("openssl", ["pkey", "-in", request.key, "-pubout", "-outform", "DER"])
        let digest = try await Command.check("openssl", ["dgst", "-sha256", "-r"], stdin: key.stdout).text
        #expect(digest.hasPrefix(try #require(shown["key_fingerprint"].text)))

        #expect(try await plant.cli.check("dms", "enrollment", "approve", "curl", id).text.contains("APPROVED"))
        #expect(try await plant.cli.run("device", "show", "pump-1").status == 3, "nothing is issued yet")
        let file = try await plant.server.enrolled(request, as: plant.bootstrap, at: "curl")
        let public1 = try await OpenSSL.x509(file, "-pubkey")
        let public2 = try await Command.check("openssl", ["pkey", "-in", request.key, "-pubout"]).text
        #expect(public1 == public2.trimmingCharacters(in: .whitespacesAndNewlines))
        let used = try await plant.server.call("GET", "/v1/dms/curl/enrollments/\(id)")
        #expect(used["serial_number"].text == (try await OpenSSL.serial(file)))
    }

    @Test("a rejected device is told so, and the command line ends with 3 and 4 where nothing can be decided")
    func rejection() async throws {
        let plant = try await Self.plant("reject")
        let request = try await DeviceRequest.make("/CN=pump-2", in: plant.server.folder)
        _ = try await plant.server.enroll(request.base64, as: plant.bootstrap, at: "reject")
        let id = try #require(try await plant.waiting().first?["id"].text)
        try await plant.cli.check("dms", "enrollment", "reject", "reject", id)
        let reply = try await plant.server.enroll(request.base64, as: plant.bootstrap, at: "reject")
        #expect(reply.status == 403 && reply.text.contains("was rejected by the operator of DMS \"reject\""))
        #expect(try await plant.cli.run("dms", "enrollment", "approve", "reject", id).status == 4)
        #expect(try await plant.cli.run("dms", "enrollment", "approve", "reject", "nothing").status == 3)
        #expect(try await plant.cli.run("dms", "enrollment", "approve", "nowhere", id).status == 3)
        #expect(try await plant.cli.run("device", "show", "pump-2").status == 3)
    }

    @Test(
        "strongSwan's pki waits for the approval and gets its certificate",
        .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
    func strongSwan() async throws {
        let plant = try await Self.plant("swan")
        let authorities = try await StrongSwan.authorities(plant.server)
        async let output = StrongSwan.enroll(
            "pump-3", "first", plant.bootstrap, authorities, plant.server, ["-t", "1"])
        let id = try await eventually("a request of strongSwan's") { try await plant.waiting().first?["id"].text }
        try await plant.cli.check("dms", "enrollment", "approve", "swan", id)
        let issued = try await output
        #expect(issued.status == 0, "\(issued.stderr)")
        let file = try plant.server.folder.write("pump-3.pem", issued.stdout)
        #expect(try await OpenSSL.x509(file, "-subject", "-nameopt", "RFC2253") == "subject=CN=pump-3")
    }

    @Test("a device that the command line registered may enrol where only such may, and once it is approved")
    func registration() async throws {
        let plant = try await Self.plant("strict", "--preregister")
        let request = try await DeviceRequest.make("/CN=pump-4", in: plant.server.folder)
        let unknown = try await plant.server.enroll(request.base64, as: plant.bootstrap, at: "strict")
        #expect(unknown.status == 403 && unknown.text.contains("is not registered"))
        try await plant.cli.check(
            "device", "create", "pump-4", "--dms", "strict", "--alias", "Pump 4", "--tag", "wet", "--tag", "hall-2")
        let device = try await plant.server.call("GET", "/v1/devices/pump-4")
        #expect(device["status"] == "PENDING_PROVISIONING" && device["alias"] == "Pump 4")
        #expect(device["tags"].items.map(\.text) == ["wet", "hall-2"])
        #expect(try await plant.cli.run("device", "create", "pump-4", "--dms", "strict").status == 4)
        let wrong = try await plant.cli.run("device", "create", "a:b", "--dms", "nowhere")
        #expect(wrong.status == 1 && wrong.stderr.contains("/id"))

        #expect(try await plant.server.enroll(request.base64, as: plant.bootstrap, at: "strict").status == 202)
        let id = try #require(try await plant.waiting().first?["id"].text)
        try await plant.cli.check("dms", "enrollment", "approve", "strict", id)
        _ = try await plant.server.enrolled(request, as: plant.bootstrap, at: "strict")
        #expect(try await plant.server.call("GET", "/v1/devices/pump-4")["status"] == "FULLY_PROVISIONED")
    }

    private struct Plant {
        let dms: String
        let server: LiveServer
        let cli: CommandLineClient
        let bootstrap: Identity

        func waiting() async throws -> [JSON] {
            try await server.call("GET", "/v1/dms/\(dms)/enrollments")["list"].items
        }
    }

    /// Its own CAs and DMS, because the tests of a suite run side by side.
    private static func plant(_ dms: String, _ more: String...) async throws -> Plant {
        let server = try LiveServer.ofSuite()
        let cli = CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token])
        for ca in ["\(dms)-issuing", "\(dms)-bootstrap"] {
            try await server.call("POST", "/v1/cas", LiveServer.caBody(ca))
        }
        let arguments = ["dms", "create", dms, "--ca", "\(dms)-issuing", "--bootstrap", "\(dms)-bootstrap"]
        let created = try await cli.run(arguments + ["--manual-approval", "--approve"] + more)
        #expect(created.status == 0, "\(created.stderr)")
        return Plant(
            dms: dms, server: server, cli: cli,
            bootstrap: try await server.identity("\(dms)-boot", of: "\(dms)-bootstrap"))
    }
}
