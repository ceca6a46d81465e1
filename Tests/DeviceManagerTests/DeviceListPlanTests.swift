import Events
import Listing
import ManagementAPI
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import DeviceManager
@testable import Listing

/// How a list of devices is read, by what the engine says of it. `SCAN … USING INDEX` goes along an index in order and stops
/// where the page is full; `SCAN device` alone reads the table, `TEMP B-TREE` sorts what was found.
@Suite("The plans of device lists")
struct DeviceListPlanTests {
    private static let fleet = 50_000

    /// A value for each column.
    private static let values = [
        "id": "device-7", "dms_name": "line-1", "alias": "device-7", "status": "FULLY_PROVISIONED",
        "valid_to": "2026-01-01T00:00:00Z", "creation_timestamp": "2026-01-01T00:00:00Z", "tags": "tenth",
    ]

    /// Every filter that the list offers, alone, and beside each that has an index.
    private static func filters() throws -> [[ListFilter]] {
        var all: [[ListFilter]] = [[]]
        for column in DeviceList.all.columns.columns {
            for operand in column.kind.operands {
                let value = try #require(values[column.name])
                let filter = ListFilter(field: column.name, operand: operand, value: value)
                all.append([filter])
                for text in ["dms_name[eq]line-1", "status[eq]DECOMMISSIONED", "tags[eq]tenth", "valid_to[af]5"] {
                    all.append([filter, try ListFilter(text)])
                }
            }
        }
        return all
    }

    private static func plan(_ sql: SQL, _ pki: TestPKI) async throws -> [String] {
        try await pki.database.read { try $0.query("EXPLAIN QUERY PLAN \(sql)").map { try $0.text(3) } }
    }

    /// A row as the engine would give it for the last item of a page.
    private static func last(_ sort: String) -> Row {
        Row(values: [sort == "id" ? .text("device-5") : .integer(5), .text("device-5")])
    }

    @Test(
        "go along an index in the wanted order with every filter, on the first page and on later ones",
        arguments: ["creation_timestamp", "valid_to", "id"])
    func inOrder(_ sort: String) async throws {
        try await withPKI { pki in
            for filters in try Self.filters() {
                for isDescending in [false, true] {
                    for isFirst in [true, false] {
                        var query = ListQuery(sortBy: sort, isDescending: isDescending, filters: filters)
                        let list = DeviceList.suiting(query)
                        if !isFirst {
                            query.bookmark = try list.columns.bookmark(behind: Self.last(sort), query).text()
                        }
                        let plan = try list.plan(query)
                        // Those of one tag are in the order of their registration, and in another while they are few.
                        let isTagged = filters.contains { $0.field == "tags" && $0.operand == .equal }
                        #expect(plan.isSorting == (isTagged && sort != "creation_timestamp"), "\(query)")
                        let fence = plan.fence == nil || plan.isSorting ? nil : Self.last(sort)
                        let lines = try await Self.plan(try list.statement(query, "device.id", plan, fence), pki)
                        let sorts = plan.isSorting || plan.isByKey
                        #expect(lines.allSatisfy { Self.isBounded($0, sorts: sorts) }, "\(query): \(lines)")
                        guard let statement = plan.fence else { continue }
                        let ofFence = try await Self.plan(statement, pki)
                        #expect(ofFence.allSatisfy { Self.isBounded($0, sorts: false) }, "\(query): \(ofFence)")
                    }
                }
            }
        }
    }

    private static func isBounded(_ line: String, sorts: Bool) -> Bool {
        if line.contains("TEMP B-TREE") { return sorts }
        return line.contains(" USING ") || line.contains("SUBQUERY")
    }

    @Test("bound what they look at wherever a filter is not the index's own")
    func bounded() throws {
        for filters in try Self.filters() {
            let query = ListQuery(filters: filters)
            let plan = try DeviceList.suiting(query).plan(query)
            let isNarrowed = plan.path.split(filters).others.isEmpty
            #expect((plan.fence == nil) == (isNarrowed || plan.isByKey), "\(filters)")
        }
    }

    @Test(
        "take the best index there is",
        arguments: [
            ("dms_name[eq]line-1", "device USING INDEX device_dms (dms_name=?)"),
            ("status[eq]DECOMMISSIONED", "device USING INDEX device_status (status=?)"),
            ("creation_timestamp[af]5", "device USING INDEX device_created (created_at>?)"),
            ("id[eq]device-7", "device USING INDEX sqlite_autoindex_device_1 (id=?)"),
            ("tags[eq]tenth", "device_tag USING COVERING INDEX sqlite_autoindex_device_tag_1 (tag=?)"),
        ])
    func best(_ filter: String, _ index: String) async throws {
        try await withPKI { pki in
            let query = ListQuery(filters: [try ListFilter(filter)])
            let list = DeviceList.suiting(query)
            let lines = try await Self.plan(try list.statement(query, Device.columns, try list.plan(query), nil), pki)
            #expect(lines.first == "SEARCH \(index)", "\(lines)")
        }
    }

    @Test("of a large fleet: each page is full while there is more, and a filter that finds nothing ends in few pages")
    func pages() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.insertDevices(
                Self.fleet, of: "line-1", with: try await pki.certificate("model", from: "issuing"))
            func walk(_ filters: [String], sort: String? = nil) async throws -> (devices: Int, pages: Int) {
                var query = ListQuery(pageSize: 1_000, sortBy: sort, filters: try filters.map { try ListFilter($0) })
                var seen: Set<String> = []
                var pages = 0
                repeat {
                    let wanted = query
                    let page = try await pki.database.read { try DeviceList.page(wanted, in: $0) }
                    #expect(seen.isDisjoint(with: page.list))
                    seen.formUnion(page.list)
                    pages += 1
                    query.bookmark = page.next
                } while query.bookmark != nil
                return (seen.count, pages)
            }
            for (filters, sort) in [
                (["dms_name[eq]line-1"], nil), (["status[eq]FULLY_PROVISIONED"], nil), ([], "id"), ([], "valid_to"),
                ([], nil),
            ] as [([String], String?)] {
                #expect(try await walk(filters, sort: sort) == (Self.fleet, Self.fleet / 1_000), "\(filters)")
            }
            #expect(try await walk(["tags[eq]tenth"]) == (Self.fleet / 10, Self.fleet / 10_000))
            #expect(try await walk(["dms_name[eq]none"]) == (0, 1))
            // 20,000 devices are looked at for a page.
            #expect(try await walk(["alias[ct]nothing"]) == (0, 3))
            #expect(try await walk(["tags[eq]tenth", "alias[eq]device-40000"]) == (1, 1))
            #expect(try await walk(["alias[eq]device-45000", "status[eq]FULLY_PROVISIONED"]) == (1, 3))
        }
    }

    @Test("of what the manager does all the time search an index")
    func besides() async throws {
        try await withPKI { pki in
            for statement in [
                "SELECT status, COUNT(*) FROM device GROUP BY status",
                "SELECT dms_name, COUNT(*) FROM device GROUP BY dms_name",
                "SELECT id FROM slot WHERE serial = x'01'", "SELECT id FROM slot WHERE device_id = 'd' ORDER BY id",
                "SELECT serial FROM slot_archive WHERE device_id = 'd' AND slot_id = 's' ORDER BY archived_at DESC LIMIT 10",
                "SELECT slot_id FROM slot_archive WHERE serial = x'01'", "DELETE FROM device_tag WHERE tagged_id = 'd'",
                "SELECT id FROM device_job WHERE state = 'RUNNING' ORDER BY next_at, created_at, id LIMIT 1",
                "SELECT COUNT(*), SUM(total - refused) FROM device_job WHERE state = 'RUNNING'",
                "SELECT id FROM device_job ORDER BY created_at, id LIMIT 26",
                "SELECT number FROM device_job_result WHERE job_id = 'j' ORDER BY number LIMIT 26",
            ] as [SQL] {
                let lines = try await Self.plan(statement, pki)
                #expect(lines.allSatisfy { $0.contains("INDEX") && !$0.contains("TEMP") }, "\(statement): \(lines)")
            }
        }
    }
}
