import EventLog
import Events
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

@Suite("The expiry monitor")
struct ExpiryMonitorTests {
    private static let whole: [CertificateStatus] = [.nearingExpiration, .criticalExpiration, .expired]

    @Test("takes CAs and certificates through eleven years, each transition with one event at its time")
    func years() async throws {
        try await withPKI { pki in
            let monitor = pki.monitor()
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            try await pki.createCA("brief", under: "root", years: 5, issues: .days(1))
            let leaf = try await pki.certificate("pump-1", from: "issuing")
            let short = try await pki.certificate("job-1", from: "brief")
            let held = try await pki.certificate("pump-2", from: "issuing")
            let gone = try await pki.certificate("pump-3", from: "issuing")
            _ = try await pki.cas.updateCertificateStatus(
                of: held.serialNumber, to: .init(status: .revoked, revocationReason: .certificateHold),
                by: TestPKI.caller)
            _ = try await pki.cas.updateCertificateStatus(
                of: gone.serialNumber, to: .init(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
            try await pki.live(.days(11 * 364), by: .days(1)) { try await monitor.pass() }

            let story = try await pki.story()
            for id in ["root", "issuing", "brief"] { #expect(story.of(ca: id) == Self.whole) }
            #expect(story.of(leaf) == Self.whole && story.of(short) == Self.whole)
            let days = story.times(of: leaf).map { ($0.milliseconds - leaf.validTo.milliseconds) / 86_400_000 }
            // It runs out a second after its last, and that day's look was at that second.
            #expect(days == [-7, -3, 1])
            #expect(story.of(held) == [.revoked] && story.of(gone) == [.revoked])
            #expect(try await pki.cas.certificate(held.serialNumber).status == .revoked)
            #expect(try await pki.events().filter { $0.actor == "expiry-monitor" }.count == 5 * 3)
            let refusal = await #expect(throws: Refusal.self) { try await pki.certificate("late", from: "issuing") }
            #expect(refusal?.code == "ca-expired")
        }
    }

    @Test("tells at once of what it did not see for long: EXPIRED straight from ACTIVE, every arrow from elsewhere")
    func longSleep() async throws {
        try await withPKI { pki in
            try await pki.createCA("root", years: 30)
            let seen = try await pki.certificate("a", from: "root")
            pki.clock.advance(by: .days(358))
            let next = try await pki.monitor().pass()
            #expect(next == seen.validTo - .days(3))
            let unseen = try await pki.certificate("b", from: "root")
            pki.clock.advance(by: .days(2 * 364))
            let before = try await pki.head()
            try await pki.monitor().pass()
            let story = try await pki.story(after: before)
            #expect(story.of(seen) == [.criticalExpiration, .expired] && story.of(unseen) == [.expired])
            let head = try await pki.head()
            try await pki.monitor().pass()
            #expect(try await pki.head() == head)
        }
    }

    @Test("gives a certificate that comes back from hold the status of its dates")
    func released() async throws {
        try await withPKI { pki in
            let monitor = pki.monitor()
            try await pki.createCA("root")
            let far = try await pki.certificate("far", from: "root")
            let near = try await pki.certificate("near", from: "root")
            pki.clock.advance(by: .days(1))
            try await hold(far, pki)
            try await release(far, pki)
            let before = try await pki.head()
            try await monitor.pass()
            #expect(try await pki.head() == before, "far from its end there is nothing to tell")
            pki.clock.advance(by: .days(358))
            try await monitor.pass()
            try await hold(near, pki)
            pki.clock.advance(by: .days(2))
            try await monitor.pass()
            try await release(near, pki)
            try await monitor.pass()
            let arrows: [CertificateStatus] = [.nearingExpiration, .revoked, .active, .nearingExpiration]
            #expect(try await pki.story().of(near) == arrows + [.criticalExpiration])
            let row = try await pki.database.read { try $0.certificate(.init(hex: near.serialNumber)) }
            #expect(row?.dueAt == near.validTo + .seconds(1))
        }
    }

    @Test("keeps running: it rests until the next moment and is there when it comes")
    func running() async throws {
        try await withPKI { pki in
            let leaping = LeapingClock()
            let start = pki.clock.now
            let wall = WallClock { Timestamp(milliseconds: start.milliseconds + leaping.total.milliseconds) }
            let service = pki.anotherService(wall: wall)
            try await pki.createCA("root")
            let leaf = try await pki.certificate("a", from: "root")
            let monitor = pki.monitor(of: service, pauseMax: .seconds(30 * 86_400), clock: leaping)
            let task = Task { try await monitor.run() }
            while try await pki.cas.certificate(leaf.serialNumber).status != .expired { await Task.yield() }
            task.cancel()
            try await task.value
            let moments = [leaf.validTo - .days(7), leaf.validTo - .days(3), leaf.validTo + .seconds(1)]
            #expect(try await pki.story().times(of: leaf) == moments)
            #expect(try await pki.database.read { try $0.first("SELECT 1 FROM work_lease") } == nil)
        }
    }

    private func hold(_ certificate: CertificatePayload, _ pki: TestPKI) async throws {
        _ = try await pki.cas.updateCertificateStatus(
            of: certificate.serialNumber, to: .init(status: .revoked, revocationReason: .certificateHold),
            by: TestPKI.caller)
    }

    private func release(_ certificate: CertificatePayload, _ pki: TestPKI) async throws {
        _ = try await pki.cas.updateCertificateStatus(
            of: certificate.serialNumber, to: .init(status: .active), by: TestPKI.caller)
    }
}

extension Duration {
    fileprivate var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
