import CertificateAuthority
import Events
import ManagementAPI
import Listing
import PKIX
import Testing
import TestPKI
import TestSupport
@testable import ValidationAuthority

@Suite("A delta CRL")
struct DeltaTests {
    @Test("tells what was revoked, changed and released since its base, under the number of the complete list")
    func contents() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root")
            let early = try await house.pki.certificate("early", from: "root")
            let held = try await house.pki.certificate("held", from: "root")
            let doomed = try await house.pki.certificate("doomed", from: "root")
            let late = try await house.pki.certificate("late", from: "root")
            let brief = try await house.pki.certificate("brief", from: "root")
            try await house.change { pki in
                for (certificate, reason) in [
                    (early, RevocationReason.superseded), (held, .certificateHold), (doomed, .certificateHold),
                ] {
                    _ = try await pki.cas.updateCertificateStatus(
                        of: certificate.serialNumber,
                        to: CertificateStatusBody(status: .revoked, revocationReason: reason), by: TestPKI.caller)
                }
            }
            try await house.settle()
            let base = try await house.list("root/0.crl")
            #expect(try await house.list("root/0-delta.crl").entries.isEmpty)

            house.pki.clock.advance(by: .hours(1))
            try await house.revoke(late)
            try await house.release(held)
            try await house.revoke(doomed, .keyCompromise)
            try await house.revoke(brief, .certificateHold)
            try await house.release(brief)

            let delta = try await house.list("root/0-delta.crl")
            let complete = try await house.list("root/0.crl")
            #expect(delta.number == complete.number && delta.thisUpdate == complete.thisUpdate)
            #expect(delta.issuingDistributionPoint == complete.issuingDistributionPoint, "the scope is the same")
            let baseNumber = try #require(delta.baseNumber)
            #expect(try #require(base.number) >= baseNumber && baseNumber < (try #require(delta.number)))
            #expect(
                try await house.told("root/0-delta.crl") == [
                    late.serialNumber: .keyCompromise, held.serialNumber: .removeFromCRL,
                    doomed.serialNumber: .keyCompromise, brief.serialNumber: .removeFromCRL,
                ])
            #expect(Self.combined(base, delta) == Self.reasons(complete))
        }
    }

    @Test("and any complete list that is still valid make the newest complete list, whatever happens, over months")
    func equivalence() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root", issues: .days(40))
            try await house.settle()
            var generator = SeededGenerator(seed: 2_026)
            var held: [CertificatePayload] = []
            for round in 0..<40 {
                house.pki.clock.advance(by: .hours(Int64.random(in: 1...40, using: &generator)))
                _ = try await house.publishDue()
                let certificate = try await house.pki.certificate("d\(round)", from: "root")
                try await house.revoke(certificate, round % 3 == 0 ? .certificateHold : .superseded)
                if round % 3 == 0 { held.append(certificate) }
                if let first = held.first, round % 4 == 3 {
                    held.removeFirst()
                    try await round % 8 == 3 ? house.release(first) : house.revoke(first, .keyCompromise)
                }
                try await Self.checkAllValid(house)
            }
        }
    }

    @Test("comes again at half of its validity, without a complete list")
    func schedule() async throws {
        try await withCRLs(base: "http://pki.test") { house in
            try await house.pki.createCA("root")
            try await house.settle()
            house.pki.clock.advance(by: .hours(12))
            #expect(try await house.publishDue() == 1)
            #expect(try await house.list("root/0.crl").number == CRLNumber(1))
            let delta = try await house.list("root/0-delta.crl")
            #expect(delta.number == CRLNumber(2) && delta.baseNumber == CRLNumber(1) && delta.entries.isEmpty)
            #expect(delta.nextUpdate == house.pki.clock.now.seconds + 86_400)
            #expect(try await house.publishDue() == 0)
        }
    }

    /// Takes every complete list that has not run out, adds the delta, and compares with the newest complete list.
    private static func checkAllValid(_ house: CRLHouse) async throws {
        let delta = try await house.list("root/0-delta.crl")
        let now = reasons(try await house.list("root/0.crl"))
        let views = try await house.crls.list(ofCA: "root", ListQuery(pageSize: 1_000)).list
        var compared = 0
        for view in views where view.kind == "COMPLETE" && view.nextUpdate > house.pki.clock.now {
            let complete = try ParsedCRL(der: try await house.crls.crl(ofCA: "root", name: view.id).der)
            #expect(try #require(delta.baseNumber) <= (try #require(complete.number)))
            let sum = combined(complete, delta)
            // One that ran out may be left over in the older list: that says nothing wrong.
            #expect(now.allSatisfy { sum[$0.key] == $0.value }, "complete list \(view.number)")
            for extra in sum.keys where now[extra] == nil {
                let end = try await house.pki.cas.certificate(extra.hex).validTo
                #expect(end < house.pki.clock.now, "\(extra) is told of as revoked and is not")
            }
            compared += 1
        }
        #expect(compared > 0)
    }

    private static func reasons(_ crl: ParsedCRL) -> [SerialNumber: CRLReason] {
        Dictionary(uniqueKeysWithValues: crl.entries.map { ($0.serial, $0.reason) })
    }

    /// As a relying party does it (RFC 5280, section 5.2.4).
    private static func combined(_ base: ParsedCRL, _ delta: ParsedCRL) -> [SerialNumber: CRLReason] {
        var sum = reasons(base)
        for entry in delta.entries { sum[entry.serial] = entry.reason == .removeFromCRL ? nil : entry.reason }
        return sum
    }
}
