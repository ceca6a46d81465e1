import Events
import Listing
import ManagementAPI
import ManagementClient
import PKIX
import Testing
import TestPKI

@Suite("CRLs over the API")
struct CRLResourceTests {
    @Test("are published when asked for, listed, and shown with the list itself")
    func walk() async throws {
        try await withFront { front in
            try await front.pki.createCA("root")
            let certificate = try await front.pki.certificate("a", from: "root")
            try await front.withClient { client in
                #expect(try await client.crls(of: "root").list.isEmpty)
                #expect(try await client.publishCRLs(of: "root").list.map(\.number) == [1])
                _ = try await client.updateCertificateStatus(
                    of: certificate.serialNumber,
                    to: CertificateStatusBody(status: .revoked, revocationReason: .superseded))
                let published = try await client.publishCRLs(of: "root").list
                #expect(try await client.crls(of: "root").list.map(\.id) == ["0-1", "0-2"])
                #expect(
                    try await client.crls(try ListQuery.parse([("filter", "number[eq]2")]), of: "root").list
                        == published)

                let newest = try await client.crl(of: "root")
                #expect(newest.number == 2 && newest.entries == 1 && newest.kind == "COMPLETE" && newest.shard == nil)
                let list = try ParsedCRL(der: try #require(newest.crl).der)
                #expect(list.entries.map(\.serial.hex) == [certificate.serialNumber])
                #expect(list.der.count == newest.size)
                #expect(try await client.crl("0-1", of: "root").entries == 0)
            }
            for path in ["/v1/cas/nobody/crls", "/v1/cas/root/crls/0-9", "/v1/cas/nobody/crls/newest"] {
                #expect(try await front.get(path).status == 404, "\(path)")
            }
        }
    }
}
