import Foundation
import TestSupport
import Testing

/// strongSwan's `pki` knows no labels, so it talks to the default DMS.
@Suite(
    "strongSwan's pki", .liveServer(["SHEDU_EST_DEFAULT_DMS": "line-1"]),
    .enabled(if: StrongSwan.isThere, "needs pki of strongswan-pki"))
struct StrongSwanTests {
    @Test("fetches the CAs and enrols a device, and openssl verifies the certificate")
    func enrolment() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createPlant()
        let bootstrap = try await server.identity("boot-1")
        let authorities = try await StrongSwan.authorities(server)
        #expect(authorities.count == 2, "the issuing CA and its root")
        let file = try await StrongSwan.enrolled("pump-swan", bootstrap, authorities, server)
        let chain = try server.folder.write("chain.pem", authorities.flatMap { (try? Data(contentsOf: $0)) ?? Data() })
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", chain, file])
        #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
        #expect(try await OpenSSL.x509(file, "-subject", "-nameopt", "RFC2253") == "subject=CN=pump-swan")
        let device = try await server.call("GET", "/v1/devices/pump-swan")
        #expect(device["status"] == "FULLY_PROVISIONED" && device["dms_name"] == "line-1")
        #expect(
            device["slots"].items[0]["active_certificate"]["serial_number"].text == (try await OpenSSL.serial(file)))
        let again = try await StrongSwan.enroll("pump-swan", "second", bootstrap, authorities, server)
        #expect(again.status != 0, "a device with a certificate is refused, and pki says so")
    }
}

enum StrongSwan {
    static var isThere: Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
            FileManager.default.isExecutableFile(atPath: "\($0)/pki")
        }
    }

    static func authorities(_ server: LiveServer) async throws -> [URL] {
        let folder = server.folder.url.appending(path: "swan")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let out = folder.appending(path: "ca.pem").path
        try await Command.check(
            "pki", ["--estca", "--url", server.est, "--cacert", server.trust, "--caout", out, "--outform", "pem"])
        return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    }

    static func enrolled(
        _ name: String, _ client: Identity, _ authorities: [URL], _ server: LiveServer
    ) async throws -> String {
        let output = try await enroll(name, "first", client, authorities, server)
        guard output.status == 0 else {
            throw TestSupportError.failed(command: "pki --est", status: output.status, stderr: output.stderr)
        }
        return try server.folder.write("\(name).pem", output.stdout)
    }

    /// Key, request and enrolment by strongSwan.
    static func enroll(
        _ name: String, _ suffix: String, _ client: Identity, _ authorities: [URL], _ server: LiveServer,
        _ arguments: [String] = []
    ) async throws -> Command.Output {
        let key = try await Command.check("pki", ["--gen", "--type", "ecdsa", "--size", "256", "--outform", "pem"])
        let keyFile = try server.folder.write("\(name)-\(suffix).key", key.stdout)
        let request = try await Command.check(
            "pki", ["--req", "--in", keyFile, "--type", "ecdsa", "--dn", "CN=\(name)", "--outform", "pem"])
        let requestFile = try server.folder.write("\(name)-\(suffix).csr", request.stdout)
        let trust = [server.trust] + authorities.map(\.path)
        return try await Command.run(
            "pki",
            ["--est", "--url", server.est, "--in", requestFile, "--outform", "pem", "--cert", client.certificate]
                + ["--key", client.key] + arguments + trust.flatMap { ["--cacert", $0] })
    }
}
