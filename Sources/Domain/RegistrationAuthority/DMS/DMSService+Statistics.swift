public import ManagementAPI
import Events
import Storage

extension DMSService {
    /// How many DMSs there are.
    public func statistics() async throws -> StatsBody.Count {
        try await database.read { snapshot in
            var statuses = Dictionary(DMSStatus.allCases.map { ($0.rawValue, Int64(0)) }) { first, _ in first }
            for row in try snapshot.query("SELECT status, COUNT(*) FROM dms GROUP BY status") {
                statuses[try row.text(0)] = try row.integer(1)
            }
            return StatsBody.Count(byStatus: statuses)
        }
    }
}
