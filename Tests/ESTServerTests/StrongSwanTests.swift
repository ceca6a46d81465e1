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

    @Test("pki --est enrols with a client certificate")
    func enrolment() async throws {
        try await withWorld { world in
            _ = try await world.makeRequest("swan")
            let result = try await enroll(world, client: try world.makeClient())
            #expect(result.isSuccess, "\(result.errors)")
            let subject = try await openssl("x509", "-noout", "-subject", input: result.output).text
            #expect(subject == "subject=CN = swan\n")
            #expect(world.authority.visits.map(\.client.chain.count) == [1])
        }
    }

    @Test("pki --est without a certificate fails with our 401")
    func noCertificate() async throws {
        try await withWorld { world in
            _ = try await world.makeRequest()
            let result = try await enroll(world, client: nil)
            #expect(!result.isSuccess)
            #expect(result.output.isEmpty)
            #expect(world.counted.responses.map(\.status) == [401])
        }
    }

    private func enroll(_ world: World, client: (certificate: String, key: String)?) async throws -> ToolResult {
        let identity = client.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
        return try await tool(
            pki,
            [
                "--est", "--url", world.origin, "--cacert", world.path("ca.pem"), "--in", world.path("device.csr"),
                "--outform", "pem",
            ] + identity
        )
    }
}

private let pki = "/usr/bin/pki"
