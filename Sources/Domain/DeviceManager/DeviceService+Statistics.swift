public import ManagementAPI
import Events
import Storage

extension DeviceService {
    /// How many devices there are, by an index that holds nothing but their statuses.
    public func statistics() async throws -> StatsBody.Count {
        try await database.read { snapshot in
            var statuses = Dictionary(DeviceStatus.allCases.map { ($0.rawValue, Int64(0)) }) { first, _ in first }
            for row in try snapshot.query("SELECT status, COUNT(*) FROM device GROUP BY status") {
                statuses[try row.text(0)] = try row.integer(1)
            }
            return StatsBody.Count(byStatus: statuses)
        }
    }
}
