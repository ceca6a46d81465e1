import ESTServer
import Foundation
import PKIX
import Testing

/// `pki` of strongSwan 5.9.8 (Debian: strongswan-pki, libstrongswan-standard-plugins, libstrongswan-extra-plugins).
@Suite("strongSwan", .enabled(if: FileManager.default.isExecutableFile(atPath: pki)))
struct StrongSwanTests {
    @Test("pki --estca fetches the CA certificate")
    func caCertificates() async throws {
        try await withWorld { world in
            let result = try await tool(
                pki,
                [
                    "--estca", "--url", world.origin, "--cacert", world.path("ca.pem"),
                    "--caout", world.path("fetched"), "--outform", "pem",
                ]
            )
            #expect(result.isSuccess, "\(result.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: world.folder.path())
            let fetched = try #require(names.first { $0.hasPrefix("fetched") })
            let blocks = try PEM.decode(try world.read(fetched), label: "CERTIFICATE")
            #expect(blocks.map(\.der) == [try world.ca.certificate.der()])
        }
    }

    @Test("pki --est enrols")
    func enrolment() async throws {
        try await withWorld(isOpen: true) { world in
            _ = try await world.makeRequest("swan")
            let result = try await enroll(world)
            #expect(result.isSuccess, "\(result.errors)")
            let subject = try await openssl("x509", "-noout", "-subject", input: result.output).text
            #expect(subject == "subject=CN = swan\n")
        }
    }

    @Test("pki --est without a certificate fails with our 401")
    func noCertificate() async throws {
        try await withWorld { world in
            _ = try await world.makeRequest()
            let result = try await enroll(world)
            #expect(!result.isSuccess)
            #expect(result.output.isEmpty)
            #expect(world.counted.responses.map(\.status) == [401])
        }
    }

    /// Without `--cert`: given a certificate, this version asks for simplereenroll.
    private func enroll(_ world: World) async throws -> ToolResult {
        try await tool(
            pki,
            [
                "--est", "--url", world.origin, "--cacert", world.path("ca.pem"), "--in", world.path("device.csr"),
                "--outform", "pem",
            ]
        )
    }
}

private let pki = "/usr/bin/pki"
