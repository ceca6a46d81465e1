public import Events
public import Listing
public import ManagementAPI
import CertificateAuthority
import Storage

extension DeviceService {
    /// - Throws: `Refusal` that names every wrong member.
    public func createGroup(_ body: DeviceGroupBody) async throws -> DeviceGroupView {
        let group = try DeviceGroup(body, at: clock.now())
        try await database.write { tx in
            guard try tx.deviceGroup(group.name) == nil else {
                throw Refusal(.conflict, "device-group-exists", "There is already a device group \"\(group.name)\".")
            }
            try tx.execute(
                """
                INSERT INTO device_group (\(DeviceGroup.columns)) VALUES (
                    \(group.name), \(group.description), \(try group.filtersText()), \(group.createdAt.milliseconds))
                """)
        }
        return group.view
    }

    /// Jobs that were made before keep the filter that they were made with.
    /// - Throws: `Refusal`.
    public func updateGroup(_ name: String, _ body: DeviceGroupBody) async throws -> DeviceGroupView {
        let wanted = try DeviceGroup(body, at: clock.now())
        guard wanted.name == name else {
            throw Refusal.invalid("name-fixed", at: "/name", "The name of a device group cannot be changed.")
        }
        return try await database.write { tx in
            var group = try tx.existingDeviceGroup(name)
            group.description = wanted.description
            group.filters = wanted.filters
            try tx.execute(
                """
                UPDATE device_group SET description = \(group.description), filters = \(try group.filtersText())
                WHERE name = \(name)
                """)
            return group.view
        }
    }

    /// The devices stay, and so do the jobs.
    /// - Throws: `Refusal` where there is no such group.
    public func deleteGroup(_ name: String) async throws {
        try await database.write { tx in
            _ = try tx.existingDeviceGroup(name)
            try tx.execute("DELETE FROM device_group WHERE name = \(name)")
        }
    }

    /// - Throws: `Refusal` where there is no such group.
    public func group(_ name: String) async throws -> DeviceGroupView {
        try await database.read { try $0.existingDeviceGroup(name) }.view
    }

    public func groups(_ query: ListQuery) async throws -> Page<DeviceGroupView> {
        let statement = try Self.groupColumns.statement(
            select: DeviceGroup.columns, from: "device_group", where: nil, query: query)
        let rows = try await database.read { try $0.query(statement) }
        return try Page.make(rows, query, Self.groupColumns) { try DeviceGroup(row: $0).view }
    }

    /// How many of its devices have each status, counted now.
    /// - Throws: `Refusal` where there is no such group.
    public func groupStatistics(_ name: String) async throws -> DeviceGroupStats {
        try await database.read { snapshot in
            let group = try snapshot.existingDeviceGroup(name)
            let counts = try DeviceList.statuses(group.filters, in: snapshot)
            let all = DeviceStatus.allCases.map { ($0.rawValue, counts[$0] ?? 0) }
            return DeviceGroupStats(byStatus: Dictionary(all) { first, _ in first })
        }
    }

    /// - Parameter query: narrows further.
    /// - Throws: `Refusal` where there is no such group.
    public func devices(inGroup name: String, _ query: ListQuery) async throws -> Page<DevicePayload> {
        let group = try await database.read { try $0.existingDeviceGroup(name) }
        var narrowed = query
        narrowed.filters += group.filters
        return try await list(narrowed)
    }

    private static let groupColumns = ListColumns(
        key: ListColumn("name", "name"), columns: [ListColumn("creation_timestamp", "created_at", .time)],
        defaultSort: "name")
}
