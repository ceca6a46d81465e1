import CertificateAuthority
import Listing
import Storage
import StorageSQLite
import Testing
import TestPKI
@testable import ValidationAuthority

/// A line "SCAN" would be a read of a whole table, "TEMP B-TREE" a sort of all that was found.
@Suite("Query plans of lists")
struct PlanTests {
    private static func plan(_ sql: SQL, _ pki: TestPKI) async throws -> [String] {
        try await pki.database.read { snapshot in
            try snapshot.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) }
        }
    }

    @Test("the entries of a list are read from an index alone")
    func entries() async throws {
        try await withPKI { pki in
            let plan = try await Self.plan(Snapshot.revoked("root", 0, 1), pki)
            #expect(
                plan == [
                    "SEARCH certificate USING COVERING INDEX certificate_entry "
                        + "(ca_id=? AND issuer_key=? AND not_after>?)"
                ])
        }
    }

    @Test("what is due and what was published is found by an index")
    func lists() async throws {
        try await withPKI { pki in
            let due: SQL = """
                SELECT ca_id, key_generation FROM crl_series
                WHERE due_at IS NOT NULL AND due_at <= \(1) ORDER BY due_at LIMIT 1
                """
            #expect(
                try await Self.plan(due, pki) == [
                    "SEARCH crl_series USING INDEX crl_series_due (due_at>? AND due_at<?)"
                ])
            let page = try CRLService.listColumns.statement(
                select: "name", from: "crl", where: "ca_id = \("root")", query: ListQuery(bookmark: nil))
            #expect(
                try await Self.plan(page, pki) == ["SEARCH crl USING COVERING INDEX crl_update (ca_id=?)"])
            let newest: SQL = """
                SELECT number FROM crl WHERE ca_id = \("root") AND key_generation = \(0) AND shard = \(-1)
                    AND kind = \("COMPLETE") ORDER BY number DESC LIMIT 1
                """
            #expect(
                try await Self.plan(newest, pki) == [
                    "SEARCH crl USING COVERING INDEX crl_number (ca_id=? AND key_generation=? AND shard=? AND kind=?)"
                ])
        }
    }
}
