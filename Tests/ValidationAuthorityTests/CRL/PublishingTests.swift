import CertificateAuthority
import EventLog
import Events
import Listing
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
@testable import ValidationAuthority

@Suite("A CRL")
struct PublishingTests {
    @Test("is there as soon as the CA is, empty, and names its issuer")
    func first() async throws {
        try await withCRLs(base: "http://pki.test/") { house in
            try await house.pki.createCA("root")
            #expect(try await house.crls.crl(path: "root/0.crl") == nil)
            #expect(try await house.settle() == 1)

            let crl = try await house.list("root/0.crl")
            #expect(crl.entries.isEmpty && crl.number == CRLNumber(1))
            #expect(crl.isSigned(by: try await house.certificate(ofCA: "root")))
            #expect(crl.issuingDistributionPoint == nil, "the root's own certificate names no list")
            #expect(crl.freshestCRL == ["http://pki.test/crl/root/0-delta.crl"])
            #expect(crl.thisUpdate == house.pki.clock.now.seconds)
            #expect(crl.nextUpdate == house.pki.clock.now.seconds + 7 * 86_400)
            #expect(try await house.crls.crl(path: "root.crl") == house.crls.crl(path: "root/0.crl"))
            #expect(try await house.publishDue() == 0)
        }
    }

    @Test("tells of each revocation with its reason, and many revocations make one list")
    func revocations() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root")
            try await house.settle()
            let certificates = try await (1...5).asyncMap { try await house.pki.certificate("d\($0)", from: "root") }
            let reasons: [RevocationReason] = [
                .unspecified, .keyCompromise, .superseded, .certificateHold, .aaCompromise,
            ]
            try await house.change { pki in
                for (certificate, reason) in zip(certificates, reasons) {
                    _ = try await pki.cas.updateCertificateStatus(
                        of: certificate.serialNumber,
                        to: CertificateStatusBody(status: .revoked, revocationReason: reason), by: TestPKI.caller)
                }
            }
            let crl = try await house.list("root/0.crl")
            #expect(crl.number == CRLNumber(2), "one list for all of them")
            let expected = zip(certificates, reasons).map { ($0.serialNumber, CRLReason($1)) }
            #expect(try await house.told("root/0.crl") == Dictionary(uniqueKeysWithValues: expected))
            #expect(crl.entries.allSatisfy { $0.revocationDate == house.pki.clock.now.seconds })
        }
    }

    @Test("forgets a hold that was released, and the events told twice change nothing")
    func release() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root")
            try await house.settle()
            let held = try await house.pki.certificate("held", from: "root")
            try await house.revoke(held, .certificateHold)
            #expect(try await house.told("root/0.crl") == [held.serialNumber: .certificateHold])
            house.pki.clock.advance(by: .hours(1))
            try await house.release(held)
            #expect(try await house.told("root/0.crl").isEmpty)
            try await house.settle()
            #expect(try await house.told("root/0.crl").isEmpty)
        }
    }

    @Test("of a parent tells of a revoked subordinate, and the subordinate's own of what went down with it")
    func subordinate() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root")
            try await house.pki.createCA("sub", under: "root", years: 5)
            let leaf = try await house.pki.certificate("leaf", from: "sub")
            try await house.settle()
            try await house.revokeCA("sub")
            let sub = try await house.certificate(ofCA: "sub")
            #expect(try await house.told("root/0.crl") == [sub.serial.hex: .superseded])
            #expect(try await house.told("sub/0.crl") == [leaf.serialNumber: .cessationOfOperation])
            #expect(try await house.list("sub/0.crl").isSigned(by: sub))
        }
    }

    @Test("keeps an expired certificate until one scheduled list after its end has told of it")
    func expired() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root", issues: .days(10))
            try await house.settle()
            let certificate = try await house.pki.certificate("short", from: "root")
            try await house.revoke(certificate)
            var listed: [Bool] = []
            // Scheduled lists follow at half of 7 days.
            for _ in 0..<5 {
                house.pki.clock.advance(by: .hours(84))
                #expect(try await house.publishDue() == 1)
                let isOver = house.pki.clock.now > certificate.validTo
                listed.append(try await house.told("root/0.crl")[certificate.serialNumber] != nil)
                #expect(isOver || listed.last == true)
            }
            #expect(
                listed == [true, true, true, false, false], "the third is beyond its end and tells of it once more")
        }
    }

    @Test("comes again by itself at half of its validity, and the old ones are kept")
    func schedule() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            try await house.pki.createCA("root")
            try await house.settle()
            house.pki.clock.advance(by: .hours(83))
            #expect(try await house.publishDue() == 0)
            house.pki.clock.advance(by: .hours(1))
            #expect(try await house.publishDue() == 1)
            #expect(try await house.list("root/0.crl").number == CRLNumber(2))
            let old = try await house.crls.crl(ofCA: "root", name: "0-1")
            #expect(try ParsedCRL(der: old.der).number == CRLNumber(1))
            let page = try await house.crls.list(ofCA: "root")
            #expect(page.list.map(\.id) == ["0-1", "0-2"] && page.next == nil)
            #expect(page.list[1].size == (try await house.crls.crl(path: "root/0.crl"))?.der.count)
        }
    }

    @Test("that is large and not of the schedule gives up its bytes to the next one, and keeps its numbers")
    func shortened() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            let pki = house.pki
            var configuration = house.crls.configuration
            configuration.keptSizeMax = 100
            let crls = CRLService(
                database: pki.database, cas: pki.cas, clock: pki.clock.wall, configuration: configuration)
            try await pki.createCA("root")
            for _ in 1...4 { _ = try await crls.publish("root") }
            for (name, isKept) in [("0-1", true), ("0-2", false), ("0-3", false), ("0-4", true)] {
                let kept = try? await crls.crl(ofCA: "root", name: name)
                #expect((kept != nil) == isKept, "\(name)")
            }
            let sizes = try await crls.list(ofCA: "root").list.map { $0.size > 100 }
            #expect(sizes == [true, true, true, true])
        }
    }

    @Test("is published when asked for, by two at the same time with two numbers")
    func asked() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            try await house.pki.createCA("root")
            async let first = house.crls.publish("root")
            async let second = house.crls.publish("root")
            let numbers = try await (first + second).map(\.number)
            #expect(numbers.sorted() == [1, 2])
            await #expect(throws: Refusal.notFound("ca", "nobody")) { try await house.crls.publish("nobody") }
            await #expect(throws: Refusal.notFound("ca", "nobody")) { try await house.crls.list(ofCA: "nobody") }
            await #expect(throws: Refusal.self) { try await house.crls.crl(ofCA: "root", name: "0-9") }
        }
    }

    @Test("that is the last is valid for ever, and nothing comes after it")
    func last() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root")
            let certificate = try await house.pki.certificate("a", from: "root")
            try await house.revoke(certificate)
            try await house.crls.publishLast(for: "root")
            let crl = try await house.list("root/0.crl")
            #expect(crl.nextUpdate == 253_402_300_799 && crl.freshestCRL.isEmpty)
            #expect(crl.entries.map(\.serial.hex) == [certificate.serialNumber])
            house.pki.clock.advance(by: .days(30))
            #expect(try await house.settle() == 0)
            #expect(try await house.list("root/0.crl") == crl)
        }
    }

    @Test("is not published after the end of its CA")
    func expiredCA() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root", years: 1)
            try await house.settle()
            house.pki.clock.advance(by: .days(365))
            _ = try await house.publishDue()
            #expect(try await house.list("root/0.crl").number == CRLNumber(1))
            #expect(try await house.publishDue() == 0)
            await #expect(throws: Refusal.self) { try await house.crls.publish("root") }
        }
    }

    @Test("goes on where its CA was given a new certificate in time")
    func reissuedCA() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root", years: 1)
            try await house.settle()
            house.pki.clock.advance(by: .days(300))
            _ = try await house.pki.cas.reissue(ca: "root", ReissueCABody(), by: TestPKI.caller)
            try await house.settle()
            let before = try await house.list("root/0.crl").number
            house.pki.clock.advance(by: .days(100))
            _ = try await house.publishDue()
            #expect(try #require(try await house.list("root/0.crl").number) > #require(before))
        }
    }

    @Test("of a CA that was deleted stays, and nothing comes after it")
    func deleted() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root")
            try await house.settle()
            let crl = try await house.list("root/0.crl")
            let now = house.pki.clock.now
            try await house.pki.database.write { tx in
                try tx.execute("UPDATE ca SET deleted_at = \(now.milliseconds)")
                tx.record(
                    try EventCatalog.caDelete.event(
                        CADeletedPayload(caID: "root", serialNumber: "01"), about: "root", at: now, by: TestPKI.caller))
            }
            house.pki.clock.advance(by: .days(30))
            #expect(try await house.settle() == 0)
            #expect(try await house.list("root/0.crl") == crl)
            #expect(try await house.crls.list(ofCA: "root").list.count == 1)
            await #expect(throws: Refusal.notFound("ca", "root")) { try await house.crls.publish("root") }
        }
    }

    @Test("of 20,000 entries is read and written in one piece, and its delta tells of the one that is new")
    func large() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root")
            try await house.pki.insertRevoked(20_000, ofCA: "root")
            try await house.settle()
            let certificate = try await house.pki.certificate("a", from: "root")
            try await house.revoke(certificate)
            let crl = try await house.list("root/0.crl")
            let root = try await house.certificate(ofCA: "root")
            #expect(crl.entries.count == 20_001 && crl.isSigned(by: root))
            #expect(try await house.told("root/0-delta.crl") == [certificate.serialNumber: .keyCompromise])
        }
    }

    @Test("has one address, and nothing is at others")
    func paths() async throws {
        try await withCRLs { house in
            try await house.pki.createCA("root")
            try await house.settle()
            for path in [
                "", ".crl", "root", "root/0", "root/00.crl", "root/+0.crl", "root/-1.crl", "root/1.crl", "root/0/0.crl",
                "root//0.crl", "/root/0.crl", "root/0-delta.crl", "nobody.crl", "root/0/0/0.crl",
                "root/99999999999999999999.crl", "root/x-delta.crl", "root/0/x.crl",
            ] {
                #expect(try await house.crls.crl(path: path) == nil, "\(path)")
            }
        }
    }
}

extension Sequence {
    /// One after the other.
    func asyncMap<Value>(_ body: (Element) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await body(element)) }
        return values
    }
}
