import Events
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority

@Suite("Windows that are changed by configuration")
struct WindowChangeTests {
    private static let wide = ExpiryWindows(preventive: .days(60), critical: .days(30))

    @Test("count from the start of the monitor: wider ones make things near their end, narrower ones ACTIVE again")
    func widerAndNarrower() async throws {
        try await withPKI { pki in
            try await pki.createCA("root", years: 1)
            let leaf = try await pki.certificate("a", from: "root")
            pki.clock.advance(by: .days(320))
            try await start(pki.monitor(), pki)
            #expect(try await pki.story().statuses.isEmpty)
            try await start(pki.monitor(of: pki.anotherService(windows: Self.wide)), pki)
            #expect(try await pki.story().of(leaf) == [.nearingExpiration])
            #expect(try await pki.story().of(ca: "root") == [.nearingExpiration])
            try await start(pki.monitor(), pki)
            #expect(try await pki.story().of(leaf) == [.nearingExpiration, .active])
            #expect(try await pki.story().of(ca: "root") == [.nearingExpiration, .active])
            let row = try await pki.database.read { try $0.certificate(.init(hex: leaf.serialNumber)) }
            #expect(row?.dueAt == leaf.validTo - .days(7))
            let head = try await pki.head()
            try await start(pki.monitor(), pki)
            #expect(try await pki.head() == head)
        }
    }

    @Test("do not make critical things less so, and leave windows of a certificate's own alone")
    func notBack() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let critical = try await pki.certificate("a", from: "root")
            let own = try await pki.cas.issue(
                .init(der: try TestRequest("b").der), with: "root", profile: "device", by: TestPKI.caller
            ).nearingItsEnd(.days(100))
            try await pki.database.write { tx in try tx.store(own) }
            pki.clock.advance(by: .days(340))
            try await start(pki.monitor(of: pki.anotherService(windows: Self.wide)), pki)
            try await start(pki.monitor(), pki)
            #expect(try await pki.story().of(critical) == [.nearingExpiration, .criticalExpiration])
            #expect(try await pki.story().of(own.payload) == [.nearingExpiration, .criticalExpiration])
            pki.clock.advance(by: .days(25))
            try await pki.monitor().pass()
            #expect(try await pki.story().of(critical).last == .expired)
        }
    }

    @Test("are applied in batches; one that is killed between two is gone on with by the next, also to other windows")
    func resumed() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaves = try await pki.certificates(10, from: "root")
            let wide = pki.monitor(of: pki.anotherService(windows: Self.wide), batchMax: 4)
            for _ in 0..<2 { #expect(try await wide.applyWindowsStep()) }
            #expect(try await dueMoments(pki) == [leaves[0].validTo - .days(60), leaves[0].validTo - .days(7)])
            let next = pki.monitor("next", of: pki.anotherService(windows: Self.wide), batchMax: 4)
            try await next.applyWindows()
            #expect(try await dueMoments(pki) == [leaves[0].validTo - .days(60)])
            #expect(try await next.applyWindowsStep() == false)
            _ = try await pki.monitor(batchMax: 4).applyWindowsStep()
            try await pki.monitor(batchMax: 4).applyWindows()
            #expect(try await dueMoments(pki) == [leaves[0].validTo - .days(7)])
        }
    }

    /// What `run` does first, and then a look.
    private func start(_ monitor: ExpiryMonitor, _ pki: TestPKI) async throws {
        try await monitor.applyWindows()
        pki.clock.advance(by: WorkLease.time)
        try await monitor.pass()
    }

    private func dueMoments(_ pki: TestPKI) async throws -> [Timestamp] {
        try await pki.database.read { snapshot in
            try snapshot.query("SELECT DISTINCT due_at FROM certificate ORDER BY due_at").map {
                Timestamp(milliseconds: try $0.integer(0))
            }
        }
    }
}
