import EventLog
import Events
import ManagementAPI
import PKIX
import StorageSQLite
import Testing
import TestPKI
import TestSupport
@testable import CertificateAuthority

@Suite struct RevocationTests {
    @Test("revoking a CA revokes, depth first, what it issued and the CAs below it, then itself, in one transaction")
    func cascade() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("middle", under: "root", years: 8)
            try await pki.createCA("bottom", under: "middle", years: 5)
            let top = try await pki.certificate("a", from: "root")
            let leafs = [
                try await pki.certificate("b", from: "middle"), try await pki.certificate("c", from: "bottom"),
            ]
            let gone = try await pki.certificate("d", from: "middle")
            try await revoke(gone, .superseded, pki)
            let before = try await pki.head()

            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise),
                by: TestPKI.caller)

            let events = try await pki.events(after: before)
            #expect(
                events.map { "\($0.type) \($0.subject)" } == [
                    "certificate.update.status certificate/\(top.serialNumber)",
                    "certificate.update.status certificate/\(leafs[0].serialNumber)",
                    "certificate.update.status certificate/\(leafs[1].serialNumber)",
                    "ca.update.status ca/bottom", "ca.update.status ca/middle", "ca.update.status ca/root",
                ])
            let leaf = try WireJSON.decode(CertificatePayload.self, from: events[0].data)
            #expect(leaf.revocationReason == .caCompromise && leaf.revocationTimestamp == pki.clock.now)
            let root = try WireJSON.decode(CAPayload.self, from: events[5].data)
            #expect(root.revocationReason == .keyCompromise && root.status == .revoked)
            #expect(try await pki.cas.certificate(gone.serialNumber).revocationReason == .superseded)
        }
    }

    @Test("a CA that is revoked for another reason takes its certificates down by CessationOfOperation")
    func reasonBelow() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaf = try await pki.certificate("a", from: "root")
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked, revocationReason: .superseded),
                by: TestPKI.caller)
            #expect(try await pki.cas.certificate(leaf.serialNumber).revocationReason == .cessationOfOperation)
        }
    }

    @Test("a revoked CA signs nothing more, also where its issuer was used before")
    func revokedCA() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            _ = try await pki.certificate("a", from: "root")
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let head = try await pki.head()
            let refusal = await #expect(throws: Refusal.self) { try await pki.certificate("b", from: "root") }
            #expect(refusal?.code == "ca-revoked" && refusal?.kind == .conflict)
            await #expect(throws: Refusal.self) { try await pki.createCA("sub", under: "root", years: 1) }
            #expect(try await pki.head() == head)
        }
    }

    @Test("a certificate that was signed before its CA was revoked, and not stored yet, is not stored")
    func revokedMeanwhile() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let request = try TestRequest("late")
            let issued = try await pki.cas.issue(
                .init(der: request.der), with: "root", profile: "device", by: TestPKI.caller)
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let head = try await pki.head()
            await #expect(throws: Refusal.self) { try await pki.database.write { tx in try tx.store(issued) } }
            #expect(try await pki.head() == head)
        }
    }

    @Test("a hold can be released or made final; every other revocation is for ever")
    func hold() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let first = try await pki.certificate("a", from: "root")
            let second = try await pki.certificate("b", from: "root")
            try await revoke(first, .certificateHold, pki)
            let released = try await pki.cas.updateCertificateStatus(
                of: first.serialNumber, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
            #expect(released.status == .active && released.revocationTimestamp == .never)
            try await revoke(second, .certificateHold, pki)
            try await revoke(second, .keyCompromise, pki)
            let head = try await pki.head()
            await #expect(throws: Refusal.self) { try await revoke(second, .superseded, pki) }
            await #expect(throws: Refusal.self) {
                try await pki.cas.updateCertificateStatus(
                    of: second.serialNumber, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
            }
            #expect(try await pki.head() == head)
        }
    }

    @Test(
        "statuses that only the expiry monitor gives, and reasons that are none, are refused",
        arguments: [
            CertificateStatusBody(status: .expired), CertificateStatusBody(status: .nearingExpiration),
            CertificateStatusBody(status: .revoked, revocationReason: .removeFromCRL),
            CertificateStatusBody(status: .active),
        ])
    func refusedStatuses(body: CertificateStatusBody) async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaf = try await pki.certificate("a", from: "root")
            let head = try await pki.head()
            await #expect(throws: Refusal.self) {
                try await pki.cas.updateCertificateStatus(of: leaf.serialNumber, to: body, by: TestPKI.caller)
            }
            #expect(try await pki.head() == head)
        }
    }

    private func revoke(_ certificate: CertificatePayload, _ reason: RevocationReason, _ pki: TestPKI) async throws {
        _ = try await pki.cas.updateCertificateStatus(
            of: certificate.serialNumber, to: CertificateStatusBody(status: .revoked, revocationReason: reason),
            by: TestPKI.caller)
    }
}
