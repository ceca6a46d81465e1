import Events
import PKIX
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority

@Suite("Several expiry monitors on one database")
struct ManyMonitorsTests {
    @Test("tell of each transition once, also where none of them heeds the lease")
    func edgeTriggered() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaves = try await pki.certificates(60, from: "root")
            // The same owner: to the lease they are one, so all of them work at the same time.
            let monitors = (0..<4).map { _ in pki.monitor("same", batchMax: 7) }
            for step: WireDuration in [.days(357), .days(4), .days(3), .days(1)] {
                pki.clock.advance(by: step)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for monitor in monitors { group.addTask { try await monitor.pass() } }
                    try await group.waitForAll()
                }
            }
            let story = try await pki.story()
            #expect(leaves.allSatisfy { story.of($0) == [.nearingExpiration, .criticalExpiration, .expired] })
        }
    }

    @Test("are one at work, and when that is killed between two batches another goes on once its lease has run out")
    func killed() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaves = try await pki.certificates(25, from: "root")
            pki.clock.advance(by: .days(358))
            #expect(try await pki.monitor("killed", batchMax: 10).step(at: pki.clock.now))
            let done = try await pki.story().statuses.count
            #expect(done == 10)
            let other = pki.monitor("other", batchMax: 10)
            let later = try await other.pass()
            #expect(later == pki.clock.now + WorkLease.time)
            #expect(try await pki.story().statuses.count == done)
            pki.clock.advance(by: WorkLease.time)
            try await other.pass()
            let story = try await pki.story()
            #expect(leaves.allSatisfy { story.of($0) == [.nearingExpiration] })
        }
    }

    @Test("are not held up by a row that is damaged: the others go on, and it is looked at again later")
    func damaged() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaves = try await pki.certificates(6, from: "root")
            let bad = try SerialNumber(hex: leaves[2].serialNumber).bytes
            try await pki.database.write { tx in
                _ = try tx.execute("UPDATE certificate SET certificate = \([UInt8]([1])) WHERE serial = \(bad)")
            }
            pki.clock.advance(by: .days(358))
            let next = try await pki.monitor(batchMax: 4).pass()
            #expect(next == pki.clock.now + .hours(1))
            let story = try await pki.story()
            for (index, leaf) in leaves.enumerated() {
                #expect(story.of(leaf) == (index == 2 ? [] : [.nearingExpiration]))
            }
        }
    }

    @Test("need not wait for a lease of who cannot be alive")
    func ended() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaves = try await pki.certificates(4, from: "root")
            pki.clock.advance(by: .days(358))
            #expect(try await pki.monitor("killed", batchMax: 2).step(at: pki.clock.now))
            try await pki.cas.endWorkLeases()
            try await pki.monitor("other").pass()
            let story = try await pki.story()
            #expect(leaves.allSatisfy { story.of($0) == [.nearingExpiration] })
        }
    }

    @Test("look for what is due at the end of an index, however many certificates there are")
    func plans() async throws {
        try await withPKI { pki in
            let now = pki.clock.now
            for (sql, expected) in [
                (DueTable.nextCertificate, "SEARCH certificate USING COVERING INDEX certificate_due (due_at>?)"),
                (DueTable.nextCA, "SEARCH ca USING COVERING INDEX ca_due (due_at>?)"),
                (DueTable.certificates(now, limit: 9), "SEARCH certificate USING INDEX certificate_due (due_at<?)"),
                (DueTable.cas(now, limit: 9), "SEARCH ca USING INDEX ca_due (due_at<?)"),
            ] {
                let plan = try await pki.plan(sql)
                #expect(plan == [expected])
            }
        }
    }
}

extension TestPKI {
    func plan(_ sql: SQL) async throws -> [String] {
        try await database.read { try $0.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) } }
    }
}
