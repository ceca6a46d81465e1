import DeviceManager
import Events
import JSONSchema
import Listing
import Logging
import ManagementAPI
import TestPKI
import Testing

@Suite("Groups of devices")
struct DeviceGroupTests {
    @Test("are filters with a name: their devices, and how many have each status")
    func groups() async throws {
        try await withFleet { fleet in
            for index in 1...4 { try await fleet.enroll("pump-\(index)") }
            _ = try await fleet.devices.update("pump-2", UpdateDeviceBody(tags: ["north", "old"]), by: Fleet.operator)
            _ = try await fleet.devices.update("pump-3", UpdateDeviceBody(tags: ["north"]), by: Fleet.operator)
            _ = try await fleet.devices.revoke(slot: "default", of: "pump-3", RevokeSlotBody(), by: Fleet.operator)
            let north = try await fleet.devices.createGroup(
                DeviceGroupBody(name: "north", description: "the north hall", filters: ["tags[eq]north"]))
            #expect(try await fleet.devices.group("north") == north)
            let inside = try await fleet.devices.devices(inGroup: "north", ListQuery())
            #expect(inside.list.map(\.id) == ["pump-2", "pump-3"])
            let stats = try await fleet.devices.groupStatistics("north")
            #expect(stats.total == 2)
            #expect(stats.byStatus["FULLY_PROVISIONED"] == 1 && stats.byStatus["REQUIRES_ACTION"] == 1)
            let failing = ListQuery(filters: [ListFilter(field: "status", operand: .equal, value: "REQUIRES_ACTION")])
            #expect(try await fleet.devices.devices(inGroup: "north", failing).list.map(\.id) == ["pump-3"])

            try await fleet.refuses("device-group-exists") { _ = try await fleet.devices.createGroup(north.body) }
            try await fleet.refuses("name-fixed") {
                _ = try await fleet.devices.updateGroup("north", DeviceGroupBody(name: "south", filters: []))
            }
            let wrong = DeviceGroupBody(name: "a b", filters: ["status[eq]x", "size[eq]1", "status"])
            do {
                _ = try await fleet.devices.createGroup(wrong)
                Issue.record("it was taken")
            } catch let refusal as Refusal {
                #expect(refusal.faults.map(\.pointer) == ["/name", "/filters/1", "/filters/2"])
            }
            _ = try await fleet.devices.updateGroup("north", DeviceGroupBody(name: "north", filters: ["tags[eq]old"]))
            #expect(try await fleet.devices.groupStatistics("north").total == 1)
            try await fleet.devices.deleteGroup("north")
            try await fleet.refuses("device-group-not-found") { _ = try await fleet.devices.group("north") }
            #expect(try await fleet.devices.list(ListQuery()).list.count == 4)
        }
    }

    @Test("a device with several tags is found by all of them together, listed and counted")
    func tags() async throws {
        try await withFleet { fleet in
            for (index, tags) in [["north", "old"], ["north"], ["old", "north", "Older"], []].enumerated() {
                try await fleet.enroll("pump-\(index)")
                _ = try await fleet.devices.update("pump-\(index)", UpdateDeviceBody(tags: tags), by: Fleet.operator)
            }
            _ = try await fleet.devices.createGroup(DeviceGroupBody(name: "north", filters: ["tags[eq]north"]))
            for (filters, ids) in [
                (["tags[eq]old"], ["pump-0", "pump-2"]), (["tags[eq]OLD"], []), (["tags[eq]ol"], []),
                (["tags[eq]old", "tags[eq]Older"], ["pump-2"]), (["tags[ct]older"], ["pump-2"]),
                (["tags[ct]OLD"], ["pump-0", "pump-2"]), (["tags[eq]\",\""], []),
            ] {
                let query = ListQuery(filters: try filters.map { try ListFilter($0) })
                let page = try await fleet.devices.devices(inGroup: "north", query)
                #expect(page.list.map(\.id) == ids, "\(filters)")
                let both = DeviceGroupBody(name: "both", filters: ["tags[eq]north"] + filters)
                _ = try await fleet.devices.createGroup(both)
                #expect(try await fleet.devices.groupStatistics("both").total == Int64(ids.count), "\(filters)")
                try await fleet.devices.deleteGroup("both")
            }
        }
    }

    @Test("devices are listed by what ends first, by tag, by DMS and by status, page by page")
    func lists() async throws {
        try await withFleet { fleet in
            for index in 1...5 {
                try await fleet.enroll("pump-\(index)")
                fleet.pki.clock.advance(by: .days(1))
            }
            func ids(_ filters: [String], size: Int = 25, sort: String? = nil) async throws -> [String] {
                var query = ListQuery(pageSize: size, sortBy: sort, filters: try filters.map { try ListFilter($0) })
                var all: [String] = []
                repeat {
                    let page = try await fleet.devices.list(query)
                    all += page.list.map(\.id)
                    query.bookmark = page.next
                } while query.bookmark != nil
                return all
            }
            let everyone = (1...5).map { "pump-\($0)" }
            #expect(try await ids([], size: 2) == everyone)
            #expect(try await ids(["dms_name[eq]line-1"], size: 2) == everyone)
            #expect(try await ids(["status[eq]FULLY_PROVISIONED"], size: 3) == everyone)
            #expect(try await ids(["status[eq]DECOMMISSIONED"]) == [])
            #expect(try await ids([], size: 2, sort: "valid_to") == everyone)
            let third = try await fleet.devices.device("pump-3").slots[0].activeCertificate?.validTo
            let end = Timestamp(milliseconds: try #require(third)).description
            #expect(try await ids(["valid_to[bf]\(end)"], size: 1) == ["pump-1", "pump-2"])
            #expect(try await ids(["tags[eq]pump"]) == [])
        }
    }
}

extension DeviceGroupView {
    fileprivate var body: DeviceGroupBody { DeviceGroupBody(name: name, description: description, filters: filters) }
}
