import Foundation
import TestSupport
import Testing

@Suite("AWS IoT Core follows", .liveServer(), .emulators(.moto, .ministack))
struct CloudTests {
    @Test("an enrolment and its revocation, as botocore sees the account", arguments: Emulator.allCases)
    func device(emulator: Emulator) async throws {
        let (server, name) = (try LiveServer.ofSuite(), "device-\(emulator)")
        let account = try await bind(name, emulator, server)
        let client = try await server.identity("\(name)-boot", of: "\(name)-bootstrap")
        let request = try await DeviceRequest.make("/CN=\(name)", in: server.folder)
        let file = try await server.enrolled(request, as: client, at: name)
        let id = try await CloudAccount.id(file)
        try await settled("device/\(name)", name, server)
        var seen = try await account.ask(.thing(name), .certificate(id), .principals(ofThing: name))
        #expect(seen[0]["thingName"].text == name && seen[0]["attributes"]["dms"].text == name, "\(seen[0])")
        let certificate = seen[1]["certificateDescription"]
        #expect(certificate["status"] == "ACTIVE" && certificate["certificateId"].text == id, "\(certificate)")
        #expect(
            pemLines(certificate["certificatePem"].text) == pemLines(try String(contentsOfFile: file, encoding: .utf8)))
        #expect(seen[2]["principals"].items.compactMap(\.text) == [certificate["certificateArn"].text])
        try await server.revoke(try await OpenSSL.serial(file))
        _ = try await eventually("the certificate is revoked in the account") {
            seen = try await account.ask(.certificate(id))
            return seen[0]["certificateDescription"]["status"] == "REVOKED" ? true : nil
        }
    }

    /// moto keeps neither tags nor retained messages.
    @Test("a CA that is bound and then revoked, and what the devices of a DMS are to trust")
    func authority() async throws {
        let (server, name) = (try LiveServer.ofSuite(), "authority")
        let account = try await bind(name, .ministack, server)
        try await hasEmptyPlan(name, server)
        let payload = try await server.call("GET", "/v1/cas/\(name)-issuing")
        let file = try server.folder.write("\(name).pem", try #require(payload["certificate"].decoded))
        let (id, topic) = (try await CloudAccount.id(file), "dt/lms/well-known/\(name)/cacerts")
        var seen = try await account.ask(.ca(id), .retained(topic))
        #expect(seen[0]["certificateDescription"]["status"] == "ACTIVE", "\(seen[0])")
        let bundle = String(decoding: try #require(seen[1]["payload"].decoded), as: UTF8.self)
        let distributed = try await OpenSSL.certificates(inPKCS7: server.est("\(name)/cacerts").body)
        #expect(pemLines(bundle) == pemLines(String(decoding: distributed, as: UTF8.self)) && !bundle.isEmpty)
        try await server.call("PUT", "/v1/cas/\(name)-issuing/status", ["status": "REVOKED"])
        _ = try await eventually("the CA is switched off in the account") {
            seen = try await account.ask(.ca(id))
            return seen[0]["certificateDescription"]["status"] == "INACTIVE" ? true : nil
        }
        try await server.approve(name, "REVOKED")
        _ = try await eventually("the retained message is gone") {
            seen = try await account.ask(.retained(topic))
            return seen[0]["error"] == "ResourceNotFoundException" ? true : nil
        }
        try await hasEmptyPlan(name, server)
    }

    /// A connector with CAs and a DMS of its own, that publishes.
    private func bind(_ name: String, _ emulator: Emulator, _ server: LiveServer) async throws -> CloudAccount {
        let endpoint = try emulator.endpoint()
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(name)-issuing"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(name)-bootstrap"))
        try await server.call(
            "POST", "/v1/connectors",
            ["id": .string(name), "region": "eu-west-1", "endpoint": .string(endpoint), "drift": "repair"])
        try await server.call("POST", "/v1/connectors/\(name)/bindings", ["ca_id": .string("\(name)-issuing")])
        try await server.createDMS(
            LiveServer.dmsBody(name, ca: "\(name)-issuing", bootstrap: "\(name)-bootstrap", publish: true))
        return CloudAccount(endpoint: endpoint)
    }

    private func settled(_ key: String, _ connector: String, _ server: LiveServer) async throws {
        let device = key.split(separator: "/").last ?? ""
        _ = try await eventually("\(key) is settled") { () -> Bool? in
            let reply = try await server.api("GET", "/v1/connectors/\(connector)/devices/\(device)")
            guard reply.status == 200 else { return nil }
            return try reply.json()["work"]["state"] == "settled" ? true : nil
        }
    }

    private func hasEmptyPlan(_ connector: String, _ server: LiveServer) async throws {
        _ = try await eventually("the plan is empty") {
            try await server.call("GET", "/v1/connectors/\(connector)/plan")["list"].items.isEmpty ? true : nil
        }
    }

    /// What is between the dashes, without comments and blanks.
    private func pemLines(_ text: String?) -> [Substring] {
        var isInside = false
        return (text ?? "").split(whereSeparator: \.isNewline).filter { line in
            if line.hasPrefix("-----BEGIN") { isInside = true }
            defer { if line.hasPrefix("-----END") { isInside = false } }
            return isInside
        }
    }
}
