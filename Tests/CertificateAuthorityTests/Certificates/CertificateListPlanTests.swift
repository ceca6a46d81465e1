import Listing
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority
@testable import Listing

/// How a list of certificates is read, by what the engine says of it. `SCAN certificate USING INDEX` goes along an index in
/// order and stops where the page is full; `SCAN certificate` alone reads the table, `TEMP B-TREE` sorts what was found.
@Suite("The plans of certificate lists")
struct CertificateListPlanTests {
    /// A value for each column.
    private static let values = [
        "serial_number": "0a-b1", "ca_id": "root", "common_name": "pump-1", "status": "REVOKED", "type": "EXTERNAL",
        "key_type": "ECDSA", "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-01-01T00:00:00Z",
        "creation_ts": "2026-01-01T00:00:00Z",
    ]
    private static let indexed = ["creation_ts", "valid_to", "serial_number"]
    private static let others = ["ca_id", "common_name", "status", "type", "key_type", "valid_from"]

    /// Every filter that the list offers, alone, and some together.
    private static func filters() throws -> [[ListFilter]] {
        var all: [[ListFilter]] = [[]]
        for column in CertificateList.columns.columns {
            for operand in column.kind.operands {
                let value = try #require(values[column.name])
                let filter = ListFilter(field: column.name, operand: operand, value: value)
                all.append([filter])
                all.append([filter, ListFilter(field: "ca_id", operand: .equal, value: "root")])
                all.append([filter, ListFilter(field: "status", operand: .equal, value: "REVOKED")])
                all.append([filter, ListFilter(field: "status", operand: .equal, value: "ACTIVE")])
            }
        }
        return all
    }

    private static func plan(_ sql: SQL, _ pki: TestPKI) async throws -> [String] {
        try await pki.database.read { try $0.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) } }
    }

    /// A row as the engine would give it for the item that a query does not look behind.
    private static func fence(_ sort: String) -> Row {
        let isSerial = sort == "serial_number"
        return Row(values: [isSerial ? .bytes([1]) : .integer(5), .bytes([1])])
    }

    @Test("go along an index in the wanted order, for every order that has one, with every filter", arguments: indexed)
    func inOrder(_ sort: String) async throws {
        try await withPKI { pki in
            for filters in try Self.filters() {
                for isDescending in [false, true] {
                    var query = ListQuery(sortBy: sort, isDescending: isDescending, filters: filters)
                    for isFirst in [true, false] {
                        if !isFirst {
                            query.bookmark = try CertificateList.columns.bookmark(behind: Self.fence(sort), query)
                                .text()
                        }
                        let plan = try CertificateList.all.plan(query)
                        #expect(!plan.isSorting)
                        let fence = plan.fence == nil ? nil : Self.fence(sort)
                        let lines = try await Self.plan(
                            try CertificateList.all.statement(query, Certificate.columns, plan, fence), pki)
                        let isFew = filters.contains {
                            $0.field == "serial_number" && [.equal, .among].contains($0.operand)
                        }
                        let isFine = lines.allSatisfy {
                            $0.contains("certificate USING INDEX") || isFew && $0.contains("TEMP B-TREE")
                        }
                        #expect(isFine, "\(query): \(lines)")
                        if let statement = plan.fence {
                            let lines = try await Self.plan(statement, pki)
                            #expect(lines.allSatisfy { $0.contains("USING COVERING INDEX") }, "\(query): \(lines)")
                        }
                    }
                }
            }
        }
    }

    @Test("bound what they look at wherever a filter is not the index's own")
    func bounded() throws {
        for sort in Self.indexed {
            for filters in try Self.filters() {
                let plan = try CertificateList.all.plan(ListQuery(sortBy: sort, filters: filters))
                let isNarrowed = plan.path.split(filters).others.isEmpty
                let isFew = filters.contains { $0.field == "serial_number" && [.equal, .among].contains($0.operand) }
                #expect((plan.fence == nil) == (isNarrowed || isFew))
            }
        }
    }

    @Test("hold a filter that says again what another says for one that the index does not narrow by")
    func again() throws {
        for texts in [
            ["creation_ts[af]5", "creation_ts[gt]9"], ["creation_ts[eq]5", "creation_ts[bf]9"],
            ["ca_id[eq]a", "ca_id[eq]b"],
        ] {
            let filters = try texts.map { try ListFilter($0) }
            #expect(try CertificateList.all.plan(ListQuery(filters: filters)).fence != nil)
            #expect(try CertificateList.all.plan(ListQuery(filters: [filters[0]])).fence == nil)
        }
        let ends = try ["creation_ts[af]5", "creation_ts[bf]9"].map { try ListFilter($0) }
        #expect(try CertificateList.all.plan(ListQuery(filters: ends)).fence == nil)
    }

    @Test("count what is left before they sort it in an order that has no index", arguments: others)
    func sorting(_ sort: String) async throws {
        try await withPKI { pki in
            for filters in try Self.filters() {
                let isFew = filters.contains { $0.field == "serial_number" && [.equal, .among].contains($0.operand) }
                let plan = try CertificateList.all.plan(ListQuery(sortBy: sort, filters: filters))
                #expect(plan.isSorting && (plan.fence == nil) == isFew)
                guard let statement = plan.fence else { continue }
                let lines = try await Self.plan(statement, pki)
                #expect(lines.allSatisfy { $0.contains("USING COVERING INDEX") }, "\(sort) \(filters): \(lines)")
            }
        }
    }

    @Test(
        "take the best index there is",
        arguments: [
            ("ca_id[eq]root", "certificate_ca (ca_id=?)"),
            ("status[eq]REVOKED", "certificate_status (status=?)"),
            ("creation_ts[af]5", "certificate_created (created_at>?)"),
            ("serial_number[eq]0a", "certificate_serial (serial=?)"),
        ])
    func best(_ filter: String, _ index: String) async throws {
        try await withPKI { pki in
            let query = ListQuery(filters: [try ListFilter(filter)])
            let plan = try CertificateList.all.plan(query)
            let lines = try await Self.plan(
                try CertificateList.all.statement(query, Certificate.columns, plan, nil), pki)
            #expect(lines.first == "SEARCH certificate USING INDEX \(index)", "\(lines)")
        }
    }

    @Test("of the import and the numbers touch an index or a table of few rows")
    func besides() async throws {
        try await withPKI { pki in
            let key: [UInt8] = [1]
            let byKey = try await Self.plan("SELECT id FROM ca WHERE key_identifier = \(key) ORDER BY created_at", pki)
            #expect(byKey.first == "SEARCH ca USING INDEX ca_key_identifier (key_identifier=?)")
            let byName = try await Self.plan("SELECT id FROM ca WHERE common_name = \("x") ORDER BY created_at", pki)
            #expect(byName.first == "SEARCH ca USING INDEX ca_common_name (common_name=?)")
            let devices = try await Self.plan("SELECT status, COUNT(*) FROM device GROUP BY status", pki)
            #expect(devices == ["SCAN device USING COVERING INDEX device_status"])
        }
    }
}
