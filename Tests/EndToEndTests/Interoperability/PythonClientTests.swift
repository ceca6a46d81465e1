import Foundation
import TestSupport
import Testing

/// The client judges what it gets: encodings, media types, the pair of key and certificate, and the chain to what
/// `cacerts` hands out, as `cryptography` verifies clients.
@Suite(
    "A client in Python",
    .liveServer(["SHEDU_EST_DEFAULT_DMS": "standard", "SHEDU_EST_APPROVAL_RETRY": "1s"]))
struct PythonClientTests {
    @Test("enrols and renews with keys of every kind, over TLS 1.2 and 1.3", arguments: ["1.2", "1.3"])
    func lifeOfADevice(version: String) async throws {
        let server = try LiveServer.ofSuite()
        let line = "python-\(version.dropFirst(2))"
        let bootstrap = try await server.plant(line, settings: ["allow_new_auto_enrollment": true])
        let client = PythonClient(server: server, label: line, arguments: ["--tls", version])
        for kind in ["EC-256", "EC-384", "EC-521", "RSA-2048", "ED25519"] {
            let name = "\(line)-\(kind)"
            let first = try await client.showing(bootstrap).run("simpleenroll", "--name", name, "--kind", kind)
            #expect(first.status == 0 && first["tls"].text == "TLSv\(version)", "\(first.members)")
            #expect(first["subject"].text == "CN=\(name)" && first["chain"] == .integer(3))
            let second = try await client.showing(first.identity).run("simplereenroll", "--kind", kind)
            #expect(second.status == 0 && second["subject"].text == "CN=\(name)", "\(second.members)")
            let slot = try await server.call("GET", "/v1/devices/\(name)")["slots"].items[0]
            #expect(slot["active_certificate"]["serial_number"].text == second.identity.serial)
            let old = try await server.call("GET", "/v1/certificates/\(first.identity.serial)")
            #expect(old["revocation_reason"] == "Superseded")
            let late = try await client.showing(first.identity).run("simplereenroll", "--kind", kind)
            #expect(late.status == 0, "it counts once more, for an answer that was lost: \(late.members)")
        }
    }

    @Test("reads the CAs of a label and of the default one, without any certificate, and is told of unknown ones")
    func authorities() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await server.plant("standard")
        for label in ["standard", nil] {
            let answer = try await PythonClient(server: server, label: label).run("cacerts")
            #expect(
                answer["subjects"].items.map(\.text) == [
                    "CN=standard-issuing CA,O=Plant", "CN=standard-root CA,O=Plant",
                ])
        }
        let unknown = try await PythonClient(server: server, label: "nowhere").run("cacerts")
        #expect(unknown.status == 1 && unknown["status"] == .integer(404))
        let nobody = try await PythonClient(server: server, label: "standard").run("simpleenroll", "--name", "pump-0")
        #expect(nobody.status == 1 && nobody["status"] == .integer(401), "\(nobody.members)")
    }

    @Test("makes its request by the template of csrattrs, and is granted what the profile fixes")
    func template() async throws {
        let server = try LiveServer.ofSuite()
        try await server.call("POST", "/v1/profiles", Self.profile)
        let bootstrap = try await server.plant(
            "gateway", settings: ["issuance_profile": "gateway", "allow_new_auto_enrollment": true])
        let client = PythonClient(server: server, label: "gateway")
        let wanted = try await client.run("csrattrs")
        #expect(wanted["subject"] == [["2.5.4.10", "Plant of the profile"], ["2.5.4.3", nil]], "\(wanted.members)")
        #expect(wanted["key"] == "RSA-3072" && wanted["extensions"] == ["2.5.29.17"])
        let device = try await client.showing(bootstrap).run("simpleenroll", "--name", "gw-1")
        #expect(device["subject"] == "CN=gw-1,O=Plant of the profile", "\(device.members)")
        let renewed = try await client.showing(device.identity).run("simplereenroll", "--kind", "EC-256")
        #expect(renewed["status"] == 400 && renewed["text"].text?.contains("EC") == true, "\(renewed.members)")
    }

    /// One family of keys, a subject that is in part fixed, and alternative names that must be there.
    private static let profile: JSON = [
        "id": "gateway", "key_usage": ["digitalSignature"], "extended_key_usages": ["clientAuth"],
        "subject": [
            "attributes": [
                ["type": "organization", "rule": "fixed", "value": "Plant of the profile"],
                ["type": "common_name", "rule": "required"],
            ], "others": "dropped",
        ],
        "alternative_names": ["required": true, "dns": ["count_max": 1, "suffixes": ["plant.example"]]],
        "keys": ["rsa": ["min": 3072, "max": 4096]],
    ]

    @Test("gets a key that is made for it, in the clear and encrypted to an RSA and to an EC key")
    func generatedKeys() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await server.plant("maker", settings: ["server_key_generation": true])
        let client = PythonClient(server: server, label: "maker").showing(bootstrap)
        for (kind, more) in [("EC-256", ""), ("RSA-2048", "--encrypted"), ("EC-384", "--encrypted")] {
            let arguments = client.with(more.isEmpty ? [] : [more])
            let made = try await arguments.run("serverkeygen", "--name", "maker-\(kind)", "--kind", kind)
            #expect(made.status == 0 && made["subject"].text == "CN=maker-\(kind)", "\(made.members)")
            let key = try await Command.check("openssl", ["pkey", "-in", made.identity.key, "-pubout"]).text
            let certified = try await OpenSSL.x509(made.identity.certificate, "-pubkey")
            #expect(key.trimmingCharacters(in: .whitespacesAndNewlines) == certified)
        }
    }

    @Test("sends its password when it is asked for it, and waits while a person decides")
    func passwordAndApproval() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await server.plant(
            "shift", settings: ["authentication_mode": "HTTP_BASIC", "manual_approval": true])
        try await server.call(
            "PUT", "/v1/dms/shift/credentials", ["user": "worker", "password": "correct horse: battery"])
        let client = PythonClient(server: server, label: "shift")
        let wrong = try await client.with(["--user", "worker:wrong"]).run("simpleenroll", "--name", "shift-1")
        #expect(wrong["status"] == .integer(401) && wrong["waits"].items.isEmpty, "\(wrong.members)")
        let right = client.with(["--user", "worker:correct horse: battery"])
        async let answer = right.run("simpleenroll", "--name", "shift-1")
        let id = try await eventually("a request that waits") { try await server.waiting(at: "shift") }
        try await server.call("PUT", "/v1/dms/shift/enrollments/\(id)/status", ["status": "APPROVED"])
        let device = try await answer
        #expect(device.status == 0 && device["waits"].items.contains(.integer(202)), "\(device.members)")
    }
}

@Suite("A client in Python that is too fast", .liveServer(["SHEDU_EST_RATE_PER_CLIENT": "2"]))
struct HastyClientTests {
    @Test("gets 429, waits as long as it is told, and gets every answer")
    func rates() async throws {
        let server = try LiveServer.ofSuite()
        _ = try await server.plant("slow")
        let answer = try await PythonClient(server: server, label: "slow").run("csrattrs", "--times", "24")
        #expect(answer.status == 0 && answer["subject"] == [["2.5.4.3", .null]], "\(answer.members)")
        #expect(answer["waits"].items.allSatisfy { $0 == .integer(429) } && !answer["waits"].items.isEmpty)
    }
}
