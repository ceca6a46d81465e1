import Events
import ManagementAPI
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

@Suite("The work of revoking a CA")
struct RevocationWorkTests {
    @Test("that is small is done at once, and its progress is its end")
    func small() async throws {
        try await withPKI { pki in
            let hierarchy = try await Hierarchy(pki)
            let answer = try await pki.cas.revoke(ca: "root", to: .init(status: .revoked), by: TestPKI.caller)
            #expect(answer.ca.status == .revoked && answer.revocation.state == .finished)
            #expect(answer.revocation.revoked == hierarchy.size && answer.revocation.remaining == 0)
            #expect(try await pki.cas.revocation(ofCA: "root") == answer.revocation)
            #expect(try await pki.revocationWorker().step() == false)
        }
    }

    @Test("is done by a worker that runs, without being told")
    func running() async throws {
        try await withPKI { pki in
            _ = try await Hierarchy(pki)
            let service = pki.anotherService(cascadeMax: 5)
            let worker = pki.revocationWorker(of: service, batchMax: 2, clock: LeapingClock())
            let task = Task { try await worker.run() }
            _ = try await service.revoke(ca: "root", to: .init(status: .revoked), by: TestPKI.caller)
            while try await pki.cas.ca("root").status != .revoked { await Task.yield() }
            task.cancel()
            try await task.value
            #expect(try await pki.database.read { try $0.first("SELECT 1 FROM work_lease") } == nil)
        }
    }

    @Test("ends also where imported CAs certify each other in a circle")
    func circle() async throws {
        try await withPKI { pki in
            _ = try await Hierarchy(pki)
            _ = try await pki.database.write { tx in
                try tx.execute("UPDATE ca SET parent_id = 'bottom' WHERE id = 'root'")
            }
            let answer = try await pki.cas.revoke(ca: "middle", to: .init(status: .revoked), by: TestPKI.caller)
            #expect(answer.revocation.state == .finished)
            for id in ["root", "middle", "bottom"] { #expect(try await pki.cas.ca(id).status == .revoked) }
            #expect(try await pki.story().of(ca: "middle") == [.revoked])
        }
    }

    @Test("is no matter of the expiry monitor's: what runs out meanwhile is EXPIRED, a CA that is closing is revoked")
    func expiryMeanwhile() async throws {
        try await withPKI { pki in
            let hierarchy = try await Hierarchy(pki)
            let service = pki.anotherService(cascadeMax: 5)
            _ = try await service.revoke(ca: "root", to: .init(status: .revoked), by: TestPKI.caller)
            pki.clock.advance(by: .days(20 * 364))
            try await pki.monitor().pass()
            while try await pki.revocationWorker(of: service, batchMax: 3).step() {}
            let story = try await pki.story()
            #expect(hierarchy.leaves.allSatisfy { story.of($0) == [.expired] })
            for id in ["root", "middle", "bottom"] { #expect(story.of(ca: id) == [.revoked]) }
        }
    }

    @Test("is not escaped by what was on hold: that stays so")
    func held() async throws {
        try await withPKI { pki in
            let hierarchy = try await Hierarchy(pki)
            let held = hierarchy.leaves[3].serialNumber
            _ = try await pki.cas.updateCertificateStatus(
                of: held, to: .init(status: .revoked, revocationReason: .certificateHold), by: TestPKI.caller)
            let service = pki.anotherService(cascadeMax: 5)
            _ = try await service.revoke(ca: "root", to: .init(status: .revoked), by: TestPKI.caller)
            for code in ["ca-being-revoked", "ca-revoked"] {
                let refusal = await #expect(throws: Refusal.self) {
                    try await pki.cas.updateCertificateStatus(
                        of: held, to: .init(status: .active), by: TestPKI.caller)
                }
                #expect(refusal?.code == code)
                while try await pki.revocationWorker(of: service).step() {}
            }
        }
    }

    @Test("reads indices of what is live, in the order in which it is revoked")
    func plans() async throws {
        try await withPKI { pki in
            #expect(
                try await pki.plan(LiveTable.certificates(ofCA: "a", limit: 9)) == [
                    "SEARCH certificate USING INDEX certificate_live (ca_id=?)"
                ])
            #expect(
                try await pki.plan(LiveTable.children(ofCA: "a", limit: 9)) == [
                    "SEARCH ca USING INDEX ca_live_below (parent_id=?)"
                ])
            let count = try await pki.plan(LiveTable.count(atAndBelow: "a", limit: 9))
            #expect(count.contains("SEARCH certificate USING COVERING INDEX certificate_live (ca_id=?)"), "\(count)")
            #expect(count.allSatisfy { !$0.contains("SCAN certificate") && !$0.contains("SCAN ca") }, "\(count)")
        }
    }
}
