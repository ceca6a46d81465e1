import Events
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import TestPKI
import TestSupport
import Testing
@testable import CertificateAuthority

@Suite("The numbers of certificates")
struct StatisticsTests {
    @Test("follow issuance, revocation, hold and release, and are those that counting gives")
    func follow() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.createCA("other", years: 3, issues: .days(30))
            var serials: [String] = []
            for name in ["a", "b", "c", "d"] {
                serials.append(try await pki.certificate(name, from: "root").serialNumber)
            }
            _ = try await pki.certificate("e", from: "other")
            func set(_ serial: String, _ status: CertificateStatus, _ reason: RevocationReason? = nil) async throws {
                _ = try await pki.cas.updateCertificateStatus(
                    of: serial, to: CertificateStatusBody(status: status, revocationReason: reason), by: TestPKI.caller)
            }
            try await set(serials[0], .revoked, .keyCompromise)
            try await set(serials[1], .revoked, .certificateHold)
            try await set(serials[1], .active)
            try await set(serials[2], .revoked, .certificateHold)
            try await set(serials[2], .revoked, .superseded)
            let stats = try await pki.cas.statistics()
            #expect(stats.certificates.total == 5)
            #expect(
                stats.certificates.byStatus == [
                    "ACTIVE": 3, "REVOKED": 2, "EXPIRED": 0, "NEARING_EXPIRATION": 0, "CRITICAL_EXPIRATION": 0,
                ])
            #expect(stats.certificates.byCA == ["root": 4, "other": 1])
            #expect(stats.certificates.byKeyType == ["ECDSA": 5])
            // 2026-06-01 and 364 days, and 30 days; only what is neither revoked nor expired.
            #expect(stats.certificates.byExpiryMonth == ["2027-05": 2, "2026-07": 1])
            #expect(stats.cas.total == 2 && stats.cas.byType == ["MANAGED": 2, "IMPORTED": 0, "EXTERNAL": 0])
            try await Self.expectCounted(pki)
            _ = try await pki.cas.updateStatus(
                of: "root", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let after = try await pki.cas.statistics()
            #expect(after.certificates.byStatus["REVOKED"] == 4 && after.cas.byStatus["REVOKED"] == 1)
            #expect(after.certificates.byExpiryMonth == ["2026-07": 1])
            try await Self.expectCounted(pki)
        }
    }

    private static func expectCounted(_ pki: TestPKI) async throws {
        let (kept, counted) = try await pki.database.read { snapshot in
            (
                try snapshot.certificateCounts().reduce(into: [String: Int64]()) {
                    $0["\($1.caID) \($1.status.rawValue)", default: 0] += $1.number
                },
                try snapshot.query("SELECT ca_id, status, COUNT(*) FROM certificate GROUP BY ca_id, status")
                    .reduce(into: [String: Int64]()) { $0["\(try $1.text(0)) \(try $1.text(1))"] = try $1.integer(2) }
            )
        }
        #expect(kept == counted)
    }

    @Test("begin with what a database held before they were kept")
    func upgrade() async throws {
        try await withTemporaryDirectory { folder in
            let database = try SQLiteDatabase.open(path: folder.path("old.sqlite"))
            let collection = CertificateAuthorityStore.collection
            try await database.migrate(CertificateAuthorityStore.migrations.filter { $0.id != collection.id })
            // Ends of months, leap days, and the turns of centuries, a second to either side of each.
            let ends = Self.moments
            try await database.write { tx in
                for (index, end) in ends.enumerated() { try Self.insert(index, end, in: tx) }
            }
            try await database.migrate(CertificateAuthorityStore.migrations)
            let kept = try await database.read { try $0.certificateCounts() }
            var expected: [CivilMonth: Int64] = [:]
            for end in ends { expected[CivilMonth(of: end), default: 0] += 1 }
            #expect(kept.reduce(into: [:]) { $0[$1.month, default: 0] += $1.number } == expected)
            #expect(kept.allSatisfy { $0.caID == "x" && $0.keyType == "RSA" && $0.status == .active })
            await database.close()
        }
    }

    private static let moments: [Timestamp] =
        (1970...2110).flatMap { year in
            (1...12).flatMap { month -> [Timestamp] in
                let start = Timestamp(rfc3339: "\(year)-\(month < 10 ? "0" : "")\(month)-01T00:00:00Z")
                return start.map { [$0, $0 + .seconds(-1)] } ?? []
            }
        }.filter { $0.milliseconds >= 0 } + [Timestamp(rfc3339: "9999-12-31T23:59:59Z")].compactMap { $0 }

    private static func insert(_ index: Int, _ end: Timestamp, in tx: borrowing Transaction) throws {
        let serial: [UInt8] = [1, UInt8(index >> 8), UInt8(index & 0xFF)]
        let none: [UInt8] = []
        try tx.execute(
            """
            INSERT INTO certificate (serial, ca_id, issuer_serial, common_name, status, type, engine_id, key_type, key_bits,
                key_hash, certificate, not_before, not_after, metadata, created_at)
            VALUES (\(serial), 'x', \(none), '', 'ACTIVE', 'EXTERNAL', '', 'RSA', 2048, \(none), \(none), 0,
                \(end.milliseconds), '{}', 0)
            """)
    }

    @Test("name months as the calendar does")
    func months() throws {
        let moment = try #require(Timestamp(rfc3339: "2027-05-31T23:59:59Z"))
        #expect(CivilMonth(of: moment).description == "2027-05")
        #expect(CivilMonth(of: moment + .seconds(1)).description == "2027-06")
        #expect(CivilMonth(of: .never).description == "0001-01")
    }
}
