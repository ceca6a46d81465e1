import CertificateAuthority
import Events
import Listing
import ManagementAPI
import PKIX
import Testing
import TestPKI
@testable import ValidationAuthority

@Suite("Lists of two servers")
struct RaceTests {
    /// A second server, on whose database something happens before its second write: the one that stores its list.
    private static func second(
        _ house: CRLHouse, _ intervene: @escaping @Sendable () async throws -> Void
    ) -> CRLService {
        CRLService(
            database: InterveningDatabase(house.pki.database, before: 2, intervene), cas: house.pki.cas,
            clock: house.pki.clock.wall, configuration: house.crls.configuration)
    }

    @Test("have numbers of their own where both sign at the same time, and the later one tells what the earlier did")
    func overtaken() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            try await house.pki.createCA("root")
            try await house.settle()
            let certificate = try await house.pki.certificate("a", from: "root")
            let slow = Self.second(house) { try await house.revoke(certificate) }
            #expect(try await slow.publish("root").map(\.number) == [3])
            #expect(try await house.crls.list(ofCA: "root").list.map(\.number) == [1, 2, 3])
            #expect(try await house.told("root/0.crl") == [certificate.serialNumber: .keyCompromise])
        }
    }

    @Test("tell in the next list what was revoked while one was signed")
    func markedMeanwhile() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            try await house.pki.createCA("root")
            try await house.settle()
            let certificate = try await house.pki.certificate("a", from: "root")
            let other = try await house.pki.certificate("b", from: "root")
            let slow = Self.second(house) {
                let before = try await house.pki.head()
                try await Self.revoke(other, house)
                try await house.note(after: before)
            }
            let before = try await house.pki.head()
            try await Self.revoke(certificate, house)
            try await house.note(after: before)
            #expect(try await slow.publishDue())
            #expect(try await Array(house.told("root/0.crl").keys) == [certificate.serialNumber])
            #expect(try await house.publishDue() == 1)
            #expect(try await house.told("root/0.crl").count == 2)
            #expect(try await house.publishDue() == 0)
        }
    }

    @Test("wait for a server that took a list and died, and publish it then")
    func died() async throws {
        struct Died: Error {}
        try await withCRLs(deltaValidity: nil) { house in
            try await house.pki.createCA("root")
            try await house.note(after: 0)
            let dying = Self.second(house) { throw Died() }
            await #expect(throws: Died.self) { try await dying.publishDue() }
            #expect(try await house.publishDue() == 0)
            house.pki.clock.advance(by: .seconds(30))
            #expect(try await house.publishDue() == 1)
            #expect(try await house.list("root/0.crl").number == CRLNumber(1))
        }
    }

    private static func revoke(_ certificate: CertificatePayload, _ house: CRLHouse) async throws {
        _ = try await house.pki.cas.updateCertificateStatus(
            of: certificate.serialNumber,
            to: CertificateStatusBody(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
    }
}
