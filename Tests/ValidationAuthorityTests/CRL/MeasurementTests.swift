import CertificateAuthority
import Events
import ManagementAPI
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import ValidationAuthority

@Suite("What is measured of CRLs") struct CRLMeasurementTests {
    @Test("is how many are due, since when, and when the newest was made")
    func story() async throws {
        try await withCRLs(deltaValidity: nil) { house in
            let pki = house.pki
            #expect(
                try await house.crls.measurements()
                    == CRLMeasurements(dueCount: 0, oldestDue: .seconds(0), lastPublished: nil))
            try await pki.createCA("root")
            try await pki.createCA("issuing", under: "root", years: 5)
            let certificate = try await pki.certificate("a", from: "issuing")
            try await house.note(after: 0)
            let made = pki.clock.now
            pki.clock.advance(by: .seconds(7))
            #expect(
                try await house.crls.measurements()
                    == CRLMeasurements(dueCount: 2, oldestDue: .seconds(7), lastPublished: nil))
            _ = try await house.publishDue()
            let head = try await pki.head()
            pki.clock.advance(by: .seconds(3))
            #expect(
                try await house.crls.measurements()
                    == CRLMeasurements(dueCount: 0, oldestDue: .seconds(0), lastPublished: made + .seconds(7)))
            _ = try await pki.cas.updateCertificateStatus(
                of: certificate.serialNumber, to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            try await house.note(after: head)
            pki.clock.advance(by: WireDuration(milliseconds: 1_500))
            let due = try await house.crls.measurements()
            #expect(due.dueCount == 1 && due.oldestDue == WireDuration(milliseconds: 1_500))
        }
    }

    @Test("costs two look-ups by index")
    func plan() async throws {
        try await withCRLs { house in
            for sql: SQL in [
                "SELECT COUNT(*), MIN(due_at) FROM crl_series WHERE due_at IS NOT NULL AND due_at <= \(1)",
                "SELECT MAX(this_update) FROM crl",
            ] {
                let plan = try await house.pki.database.read { snapshot in
                    try snapshot.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) }
                }
                #expect(plan.allSatisfy { $0.hasPrefix("SEARCH") && $0.contains("INDEX") }, "\(plan)")
            }
        }
    }
}
