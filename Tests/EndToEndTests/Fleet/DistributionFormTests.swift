import Foundation
import TestSupport
import Testing

@Suite("The CA certificates as they are handed out", .liveServer())
struct DistributionFormTests {
    @Test("are the same in PKCS #7 and in PEM, for openssl and for GnuTLS, and verify a device by themselves")
    func forms() async throws {
        let server = try LiveServer.ofSuite()
        try await server.createPlant()
        let bootstrap = try await server.identity("boot-form")
        let first = try await server.enrolled(.make("/CN=pump-1", in: server.folder), as: bootstrap)
        try await Self.judge(server, devices: [first], count: 2)
        try await server.call("POST", "/v1/cas/root/rekey", [:])
        try await Self.judge(server, devices: [first], count: 5)
        try await server.call("POST", "/v1/cas/issuing/rekey", [:])
        let second = try await server.enrolled(.make("/CN=pump-2", in: server.folder), as: bootstrap)
        try await Self.judge(server, devices: [first, second], count: 8)
    }

    private static func judge(_ server: LiveServer, devices: [String], count: Int) async throws {
        let base64 = try await server.est("line-1/cacerts")
        let pem = try await server.est("line-1/cacerts", ["-H", "Accept: application/x-pem-file"])
        #expect(base64.mediaType == "application/pkcs7-mime" && pem.mediaType == "application/x-pem-file")
        let der = try #require(Data(base64Encoded: Data(base64.body), options: .ignoreUnknownCharacters))
        let message = try server.folder.write("cacerts.p7", Array(der))
        let openssl = try await OpenSSL.certificates(inPKCS7: base64.body)
        let gnutls = try await Command.check("certtool", ["--p7-info", "--inder", "--infile", message]).stdout
        let wanted = blocks(pem.body)
        #expect(wanted.count == count && Set(wanted).count == count)
        #expect(Set(blocks(openssl)) == Set(wanted) && Set(blocks(gnutls)) == Set(wanted))
        let file = try server.folder.write("cacerts.pem", pem.body)
        for device in devices {
            let verdict = try await Command.run(
                "openssl",
                ["verify", "-x509_strict", "-purpose", "sslclient", "-no-CApath", "-CAfile", file, device])
            #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
            let second = try await Command.run(
                "certtool", ["--verify", "--load-ca-certificate", file, "--infile", device])
            #expect(second.status == 0, "\(second.text) \(second.stderr)")
        }
    }

    /// The base64 of each certificate in a PEM text, without line breaks.
    private static func blocks(_ pem: [UInt8]) -> [String] {
        String(decoding: pem, as: UTF8.self).components(separatedBy: "-----BEGIN CERTIFICATE-----").dropFirst().map {
            $0.components(separatedBy: "-----END")[0].filter { !$0.isWhitespace }
        }
    }
}
