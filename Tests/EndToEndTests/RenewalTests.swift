import Foundation
import TestSupport
import Testing

@Suite("Renewal over EST", .liveServer(["SHEDU_EST_DEFAULT_DMS": "swan"]))
struct RenewalTests {
    @Test(
        "by curl and openssl replaces the certificate, with another key and with the same", arguments: ["1.2", "1.3"])
    func curl(version: String) async throws {
        let server = try LiveServer.ofSuite()
        let line = "curl-\(version.dropFirst(2))"
        let bootstrap = try await Self.prepare(line, server)
        let name = "/O=Plant/CN=\(line)-pump"
        let names = ["-addext", "subjectAltName=DNS:\(line).example,IP:10.0.0.7"]
        let first = try await DeviceRequest.make(name, in: server.folder, names)
        var device = Identity(
            certificate: try await server.enrolled(first, as: bootstrap, at: line), key: first.key)
        let tls = ["--tlsv\(version)", "--tls-max", version]
        for keepsKey in [false, true] {
            let before = try await server.head()
            let key = keepsKey ? ["-key", device.key] : DeviceRequest.p256
            let request = try await DeviceRequest.make(name, in: server.folder, key: key, names)
            let reply = try await server.reenroll(request.base64, as: device, at: line, tls)
            #expect(reply.status == 200, "\(reply.text)")
            let again = try await server.reenroll(request.base64, as: device, at: line, tls)
            #expect(again.body == reply.body, "the same answer to the same request")
            let old = try await OpenSSL.serial(device.certificate)
            device = Identity(
                certificate: try await Self.file(reply, server), key: keepsKey ? device.key : request.key)
            let new = try await OpenSSL.serial(device.certificate)
            #expect(
                try await server.wholeLog(after: before).map { Happening($0) }.filter {
                    $0.isOf("\(line)-pump", old, new)
                }
                    == [
                        Happening("ca.sign-certificate", "certificate/\(new)"),
                        Happening("certificate.update.status", "certificate/\(old)"),
                        Happening("io.lamassuiot.device.rotate", "device/\(line)-pump"),
                        Happening("io.lamassuiot.device.reenroll", "device/\(line)-pump"),
                    ])
            #expect(try await server.call("GET", "/v1/certificates/\(old)")["revocation_reason"] == "Superseded")
            let names = try await OpenSSL.x509(device.certificate, "-ext", "subjectAltName")
            #expect(names.contains("DNS:\(line).example, IP Address:10.0.0.7"))
        }
        try await Self.expectVerified(device.certificate, of: line, server)
    }

    @Test("by an expired certificate reaches the server, which says so; or renews it, where the DMS allows that")
    func expired() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await Self.prepare("late", issuance: "1s", server)
        try await server.createDMS(Self.dmsBody("later", of: "late", allowExpired: true))
        for (line, status) in [("late", 401), ("later", 200)] {
            let request = try await DeviceRequest.make("/CN=\(line)-pump", in: server.folder)
            let device = Identity(
                certificate: try await server.enrolled(request, as: bootstrap, at: line), key: request.key)
            let _: Bool = try await eventually("the certificate ends") {
                let look = try await Command.run("openssl", ["x509", "-checkend", "0", "-in", device.certificate])
                return look.status == 1 ? true : nil
            }
            let next = try await DeviceRequest.make("/CN=\(line)-pump", in: server.folder)
            let reply = try await server.reenroll(next.base64, as: device, at: line)
            #expect(reply.status == status, "\(reply.text)")
            if status == 401 { #expect(reply.text.contains("renews no expired ones: enrol anew")) }
        }
    }

    @Test(
        "by strongSwan's pki works with the device's own certificate",
        .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
    func strongSwan() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await Self.prepare("swan", server)
        let authorities = try await StrongSwan.authorities(server)
        let old = try await StrongSwan.enrolled("pump-swan", bootstrap, authorities, server)
        let device = Identity(certificate: old, key: server.folder.path("pump-swan-first.key"))
        let renewed = try await StrongSwan.enroll("pump-swan", "second", device, authorities, server)
        #expect(renewed.status == 0, "\(renewed.stderr)")
        let new = try server.folder.write("pump-swan-second.pem", renewed.stdout)
        try await Self.expectVerified(new, of: "swan", server)
        let slot = try await server.call("GET", "/v1/devices/pump-swan")["slots"].items[0]
        #expect(slot["active_certificate"]["serial_number"].text == (try await OpenSSL.serial(new)))
        #expect(slot["archive_certificates"].items[0]["serial_number"].text == (try await OpenSSL.serial(old)))
        let other = try await StrongSwan.enroll(
            "pump-other", "first", Identity(certificate: new, key: server.folder.path("pump-swan-second.key")),
            authorities, server)
        #expect(other.status != 0, "a device renews its own certificate only")
    }

    @Test("is refused with 403 and 409 in EST's words, and then nothing was stored")
    func refusals() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await Self.prepare("strict", preventive: "1w", server)
        var devices: [Identity] = []
        for name in ["strict-1", "strict-2"] {
            let request = try await DeviceRequest.make("/CN=\(name)", in: server.folder)
            devices.append(
                Identity(certificate: try await server.enrolled(request, as: bootstrap, at: "strict"), key: request.key)
            )
        }
        let request = try await DeviceRequest.make("/CN=strict-1", in: server.folder)
        for (device, status, part) in [
            (devices[0], 409, "may be renewed from 20"), (devices[1], 403, "and renews no other;"),
        ] {
            let reply = try await server.reenroll(request.base64, as: device, at: "strict")
            #expect(reply.status == status && reply.mediaType == "text/plain")
            #expect(reply.text.contains(part), "\(reply.text)")
        }
        let enrolled = try await server.call("GET", "/v1/events?subject=device/strict-1").items
        #expect(enrolled.map { $0["type"] } == ["io.lamassuiot.device.create", "io.lamassuiot.device.enroll"])
    }

    private static func prepare(
        _ line: String, issuance: String = "1y", preventive: String = "2y", _ server: LiveServer
    ) async throws -> Identity {
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(line)-root", validity: "20y"))
        try await server.call(
            "POST", "/v1/cas", LiveServer.caBody("\(line)-issuing", below: "\(line)-root", issuance: issuance))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(line)-bootstrap"))
        try await server.createDMS(dmsBody(line, of: line, preventive: preventive))
        return try await server.identity("\(line)-boot", of: "\(line)-bootstrap")
    }

    private static func dmsBody(
        _ name: String, of line: String, preventive: String = "2y", allowExpired: Bool = false
    ) -> JSON {
        [
            "name": .string(name), "cloud_dms": true,
            "identity_profile": [
                "enrollment_settings": [
                    "authorized_ca": .string("\(line)-issuing"), "bootstrap_cas": [.string("\(line)-bootstrap")],
                ],
                "reenrollment_settings": [
                    "preventive_renewal_interval": .string(preventive), "allow_expired_renewal": .bool(allowExpired),
                ],
            ],
        ]
    }

    private static func file(_ reply: Reply, _ server: LiveServer) async throws -> String {
        try server.folder.write("\(UUID().uuidString).pem", try await OpenSSL.certificates(inPKCS7: reply.body))
    }

    private static func expectVerified(_ file: String, of line: String, _ server: LiveServer) async throws {
        let answer = try await server.est("\(line)/cacerts")
        let chain = try server.folder.write(
            "\(UUID().uuidString)-chain.pem", try await OpenSSL.certificates(inPKCS7: answer.body))
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", chain, file])
        #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
    }
}

@Suite("A server that is killed after a renewal")
struct RenewalCrashTests {
    @Test("gives the device, which never saw the answer, the same certificate when it is back")
    func killed() async throws {
        try await withTemporaryDirectory { folder in
            let state = try await withLiveServer(in: folder) { server in
                try await server.createCAs()
                try await server.createDMS(
                    [
                        "name": "line-1", "cloud_dms": true,
                        "identity_profile": [
                            "enrollment_settings": ["authorized_ca": "issuing", "bootstrap_cas": ["bootstrap"]],
                            "reenrollment_settings": ["preventive_renewal_interval": "2y"],
                        ],
                    ])
                let bootstrap = try await server.identity("boot")
                let request = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
                let device = Identity(
                    certificate: try await server.enrolled(request, as: bootstrap), key: request.key)
                let next = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
                let reply = try await server.reenroll(next.base64, as: device, at: "line-1")
                #expect(reply.status == 200)
                kill(server.process, SIGKILL)
                return (device: device, request: next, answer: reply.body)
            }
            try await withLiveServer(in: folder) { server in
                let before = try await server.head()
                let reply = try await server.reenroll(state.request.base64, as: state.device, at: "line-1")
                #expect(reply.status == 200 && reply.body == state.answer)
                #expect(try await server.head() == before)
            }
        }
    }
}

extension LiveServer {
    func reenroll(
        _ body: [UInt8], as client: Identity, at dms: String, _ arguments: [String] = []
    ) async throws -> Reply {
        let type = ["-H", "Content-Type: application/pkcs10"]
        return try await est("\(dms)/simplereenroll", client.arguments + type + arguments, body: body)
    }
}

extension Happening {
    /// The tests of a suite run side by side, on one log.
    fileprivate func isOf(_ device: String, _ certificates: String...) -> Bool {
        subject == "device/\(device)" || certificates.contains { subject == "certificate/\($0)" }
    }
}
