import Foundation
import TestSupport
import Testing

@Suite("A remote DMS over EST", .liveServer(["SHEDU_EST_DEFAULT_DMS": "swan"]))
struct RemoteEnrolmentTests {
    @Test("enrols with curl by the certificate that its approval signed, by each of its authorised CAs")
    func curl() async throws {
        let (server, dms) = try await Self.plant("curl", cas: ["curl-one", "curl-two"])
        let first = try await DeviceRequest.make("/CN=pump-1", in: server.folder)
        let second = try await DeviceRequest.make("/CN=pump-2", in: server.folder)
        try await Self.expect(server.enrolled(first, as: dms, at: "curl"), isOf: "curl-one", server)
        try await Self.expect(server.enrolled(second, as: dms, at: "curl@curl-two"), isOf: "curl-two", server)
        let both = try await OpenSSL.certificates(inPKCS7: try await server.est("curl/cacerts").body)
        #expect(String(decoding: both, as: UTF8.self).components(separatedBy: "BEGIN CERTIFICATE").count == 3)
        let one = try await server.est("curl@curl-two/cacerts")
        let pem = try await OpenSSL.certificates(inPKCS7: one.body)
        #expect(String(decoding: pem, as: UTF8.self).components(separatedBy: "BEGIN CERTIFICATE").count == 2)
        #expect(try await server.est("curl@root/cacerts").status == 403)
        #expect(try await server.call("GET", "/v1/devices/pump-1")["dms_name"] == "curl")
    }

    @Test("renews its devices, and is told apart from others")
    func renewal() async throws {
        let (server, dms) = try await Self.plant("renew", cas: ["renew-one"])
        let (_, other) = try await Self.plant("other", cas: ["other-one"])
        let request = try await DeviceRequest.make("/CN=pump-3", in: server.folder)
        let old = try await OpenSSL.serial(try await server.enrolled(request, as: dms, at: "renew"))
        let next = try await DeviceRequest.make("/CN=pump-3", in: server.folder)
        let type = ["-H", "Content-Type: application/pkcs10"]
        func renew(_ request: DeviceRequest, _ client: Identity, _ label: String) async throws -> Reply {
            try await server.est("\(label)/simplereenroll", client.arguments + type, body: request.base64)
        }
        #expect(try await renew(next, other, "renew").status == 401)
        let foreign = try await renew(next, other, "other")
        #expect(foreign.status == 403 && foreign.text.contains("is not a device of DMS \"other\""))
        let named = try await DeviceRequest.make("/O=Plant/CN=pump-3", in: server.folder)
        #expect(try await renew(named, dms, "renew").status == 400)
        #expect(try await renew(next, dms, "renew").status == 200)
        let replaced = try await server.call("GET", "/v1/certificates/\(old)")
        #expect(replaced["status"] == "REVOKED" && replaced["revocation_reason"] == "Superseded")
        let types = try await server.wholeLog().map { Happening($0) }
            .filter { $0.subject == "device/pump-3" }.map(\.type)
        #expect(types.last == "io.lamassuiot.device.reenroll")
    }

    @Test("is let in no more once it is revoked, and not before it is approved")
    func lifecycle() async throws {
        let (server, dms) = try await Self.plant("ended", cas: ["ended-one"])
        try await server.approve("ended", "REVOKED")
        let request = try await DeviceRequest.make("/CN=pump-4", in: server.folder)
        let refused = try await server.enroll(request.base64, as: dms, at: "ended")
        #expect(refused.status == 403 && refused.text.contains("only an APPROVED DMS enrols"))
        try await Self.create(
            "waiting", cas: ["ended-one"], DeviceRequest.make("/CN=waiting", in: server.folder), server)
        let early = try await server.enroll(request.base64, as: dms, at: "waiting")
        #expect(early.status == 403 && early.text.contains("is PENDING_APPROVAL"))
        #expect(try await server.api("GET", "/v1/devices/pump-4").status == 404)
    }

    @Test(
        "enrols and renews with strongSwan, which knows simplereenroll only",
        .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
    func strongSwan() async throws {
        let (server, dms) = try await Self.plant("swan", cas: ["swan-one"])
        let authorities = try await StrongSwan.authorities(server)
        let first = try await StrongSwan.enrolled("pump-5", dms, authorities, server)
        let again = try await StrongSwan.enroll("pump-5", "second", dms, authorities, server)
        #expect(again.status == 0, "\(again.stderr)")
        let second = try server.folder.write("pump-5-second.pem", again.stdout)
        #expect(try await OpenSSL.serial(first) != (try await OpenSSL.serial(second)))
        #expect(try await server.call("GET", "/v1/devices/pump-5")["status"] == "FULLY_PROVISIONED")
    }

    /// Its own CAs and DMS, because the tests of a suite run side by side.
    private static func plant(_ name: String, cas: [String]) async throws -> (LiveServer, Identity) {
        let server = try LiveServer.ofSuite()
        for ca in cas { try await server.call("POST", "/v1/cas", LiveServer.caBody(ca)) }
        let request = try await DeviceRequest.make("/CN=\(name)", in: server.folder, named: "\(name)-dms")
        try await create(name, cas: cas, request, server)
        try await server.approve(name)
        let shown = try await server.call("GET", "/v1/dms/\(name)")["remote_access_identity"]
        guard let certificate = shown["certificate"].decoded else {
            throw TestSupportError.notFound("the DMS has no certificate")
        }
        let file = try server.folder.write("\(name)-dms.pem", certificate)
        return (server, Identity(certificate: file, key: request.key, serial: shown["serial_number"].text ?? ""))
    }

    private static func create(
        _ name: String, cas: [String], _ request: DeviceRequest, _ server: LiveServer
    ) async throws {
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        try await server.call(
            "POST", "/v1/dms",
            [
                "name": .string(name), "cloud_dms": false,
                "remote_access_identity": [
                    "authorized_cas": .array(cas.map { .string($0) }),
                    "certificate_request": .string(Data(pem).base64EncodedString()),
                ],
            ])
    }

    private static func expect(_ file: String, isOf ca: String, _ server: LiveServer) async throws {
        let pem = try #require(try await server.call("GET", "/v1/cas/\(ca)")["certificate"].decoded)
        let trusted = try server.folder.write("\(ca).pem", pem)
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", trusted, file])
        #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
    }
}
