import EventLog
import Events
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority

@Suite("The revocation of a large CA")
struct RevocationSeriesTests {
    private static let compromised = CertificateStatusBody(status: .revoked, revocationReason: .keyCompromise)

    @Test("is a series that goes on after each kill, depth first, with one event for each, and its end is the CA's own")
    func series() async throws {
        try await withPKI { pki in
            let hierarchy = try await Hierarchy(pki)
            let before = try await pki.head()
            let service = pki.anotherService(cascadeMax: 5)
            let answer = try await service.revoke(ca: "root", to: Self.compromised, by: TestPKI.caller)
            #expect(answer.ca.status == .active && answer.revocation.state == .running)
            #expect(answer.revocation.revoked == 0 && answer.revocation.remaining == hierarchy.size)
            #expect(try await pki.head() == before, "what only began has no event")

            var seen: [Int] = []
            while try await pki.cas.revocation(ofCA: "root").state == .running {
                // Each step is another server's, for the one before was killed.
                let successor = pki.anotherService(cascadeMax: 5)
                pki.clock.advance(by: WorkLease.time)
                #expect(try await pki.revocationWorker("worker-\(seen.count)", of: successor, batchMax: 4).step())
                let progress = try await pki.cas.revocation(ofCA: "root")
                #expect(progress.revoked + progress.remaining == hierarchy.size)
                seen.append(progress.revoked)
            }
            #expect(seen == [4, 8, 12, 15, 15] || seen == [4, 8, 12, 15])
            #expect(try await pki.events(after: before).map { "\($0.type) \($0.subject)" } == hierarchy.events)
            #expect(Set(try await pki.events(after: before).map(\.actor)) == ["test"])
            let last = try await pki.cas.ca("root")
            #expect(last.status == .revoked && last.revocationReason == .keyCompromise)
            let leaf = try await pki.cas.certificate(hierarchy.leaves[0].serialNumber)
            #expect(leaf.revocationReason == .caCompromise)
            let progress = try await pki.cas.revocation(ofCA: "root")
            #expect(progress.finishedAt == pki.clock.now && progress.remaining == 0)
            #expect(try await pki.revocationWorker().step() == false)
        }
    }

    @Test("lets nothing below it sign, and says so; asked for again it tells how far it is")
    func closed() async throws {
        try await withPKI { pki in
            _ = try await Hierarchy(pki)
            let signed = try await pki.cas.issue(
                .init(der: try TestRequest("late").der), with: "bottom", profile: "device", by: TestPKI.caller)
            let service = pki.anotherService(cascadeMax: 5)
            let first = try await service.revoke(ca: "root", to: Self.compromised, by: TestPKI.caller)
            for id in ["root", "middle", "bottom"] {
                let refusal = await #expect(throws: Refusal.self) { try await pki.certificate("more", from: id) }
                #expect(refusal?.code == "ca-being-revoked" && refusal?.kind == .conflict)
            }
            await #expect(throws: Refusal.self) { try await pki.database.write { tx in try tx.store(signed) } }
            await #expect(throws: Refusal.self) { try await pki.createCA("more", under: "middle", years: 1) }
            pki.clock.advance(by: .seconds(5))
            #expect(try await pki.revocationWorker(of: service, batchMax: 4).step())
            let second = try await service.revoke(
                ca: "root", to: .init(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
            #expect(second.revocation.reason == .keyCompromise && second.revocation.revoked == 4)
            #expect(second.revocation.requestedAt == first.revocation.requestedAt)
            let below = await #expect(throws: Refusal.self) {
                try await service.revoke(ca: "bottom", to: Self.compromised, by: TestPKI.caller)
            }
            #expect(below?.code == "ca-being-revoked")
        }
    }

    @Test("races with signing: what was signed before it is revoked, and nothing is signed after it")
    func race() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            _ = try await pki.certificates(6, from: "root")
            let service = pki.anotherService(cascadeMax: 5)
            let worker = pki.revocationWorker(of: service, batchMax: 3)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        for turn in 0..<500 {
                            do {
                                _ = try await pki.certificate("racer-\(number)-\(turn)", from: "root")
                            } catch let refusal as Refusal {
                                #expect(["ca-being-revoked", "ca-revoked"].contains(refusal.code))
                                return
                            }
                        }
                        Issue.record("nobody closed the CA")
                    }
                }
                group.addTask {
                    while try await pki.head() < 20 { await Task.yield() }
                    _ = try await service.revoke(ca: "root", to: Self.compromised, by: TestPKI.caller)
                    while try await worker.step() {}
                }
                try await group.waitForAll()
            }
            let types = try await pki.eventTypes()
            let signed = types.filter { $0 == "ca.sign-certificate" }.count
            #expect(signed >= 19 && types.filter { $0 == "certificate.update.status" }.count == signed)
            let firstRevoked = try #require(types.firstIndex(of: "certificate.update.status"))
            #expect(!types[firstRevoked...].contains("ca.sign-certificate"))
            #expect(types.last == "ca.update.status")
        }
    }

    @Test("waits for one that is under way below it, whose certificates keep its reason")
    func nested() async throws {
        try await withPKI { pki in
            let hierarchy = try await Hierarchy(pki)
            let service = pki.anotherService(cascadeMax: 5)
            _ = try await service.revoke(
                ca: "middle", to: .init(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
            pki.clock.advance(by: .seconds(1))
            // Small enough for one transaction, but for what goes on below.
            let above = try await pki.cas.revoke(ca: "root", to: Self.compromised, by: TestPKI.caller)
            #expect(above.revocation.state == .running)
            while try await pki.revocationWorker(of: service, batchMax: 3).step() {}
            let reasons = try await pki.cas.certificate(hierarchy.leaves[1].serialNumber).revocationReason
            #expect(reasons == .cessationOfOperation)
            #expect(try await pki.cas.ca("middle").revocationReason == .superseded)
            #expect(try await pki.cas.ca("root").revocationReason == .keyCompromise)
            #expect(try await pki.cas.revocation(ofCA: "root").state == .finished)
            #expect(try await pki.cas.revocation(ofCA: "middle").state == .finished)
        }
    }

    @Test("is refused where a CA cannot be revoked, and then nothing is closed")
    func refused() async throws {
        try await withPKI { pki in
            _ = try await Hierarchy(pki)
            let service = pki.anotherService(cascadeMax: 5)
            await #expect(throws: Refusal.self) {
                try await service.revoke(
                    ca: "root", to: .init(status: .revoked, revocationReason: .certificateHold), by: TestPKI.caller)
            }
            _ = try await pki.certificate("more", from: "root")
            let refusal = await #expect(throws: Refusal.self) { try await pki.cas.revocation(ofCA: "root") }
            #expect(refusal?.code == "revocation-not-found")
        }
    }
}
