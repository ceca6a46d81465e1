import CertificateAuthority
import Events
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
@testable import ValidationAuthority

@Suite("A divided CRL")
struct ShardTests {
    @Test("has a part for each certificate, under the part's own address and numbers, and the whole beside them")
    func parts() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root")
            _ = try await house.pki.database.write { tx in try tx.execute("UPDATE ca SET crl_shards = 4") }
            #expect(try await house.settle() == 1)
            let certificates = try await (0..<12).asyncMap { try await house.pki.certificate("d\($0)", from: "root") }
            for certificate in certificates { try await house.revoke(certificate) }

            var told: [String: CRLReason] = [:]
            var numbers: UInt64 = 0
            for shard in 0..<4 {
                let part = try await house.list("root/0/\(shard).crl")
                #expect(part.issuingDistributionPoint?.uris == ["http://pki.test/crl/root/0/\(shard).crl"])
                #expect(part.freshestCRL.isEmpty, "only whole lists have deltas")
                #expect(part.entries.allSatisfy { ValidationPoints.shard(of: $0.serial, among: 4) == shard })
                told.merge(try await house.told("root/0/\(shard).crl")) { first, _ in first }
                numbers += try #require(part.number?.value)
            }
            #expect(told.keys.sorted() == certificates.map(\.serialNumber).sorted())
            #expect(try await house.told("root/0.crl") == told)
            #expect(numbers == 4 + 12, "a revocation publishes its own part and no other")
            let whole = try await house.list("root/0.crl")
            #expect(whole.number == CRLNumber(13) && whole.issuingDistributionPoint == nil)
        }
    }

    @Test("is told of again under every address that it has had")
    func addresses() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("plant", under: "root", years: 5)
            let before = CRLHouse(pki, base: "http://old.test")
            try await before.settle()
            let after = CRLHouse(pki, base: "http://new.test")
            _ = try await after.crls.publish("plant")
            _ = try await after.crls.publish("plant")
            #expect(
                try await after.list("plant/0.crl").issuingDistributionPoint?.uris == [
                    "http://new.test/crl/plant/0.crl", "http://old.test/crl/plant/0.crl",
                ])
        }
    }
}
