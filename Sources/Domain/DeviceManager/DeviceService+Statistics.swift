public import ManagementAPI
import Events
import Storage

extension DeviceService {
    /// How many devices there are, by indices that hold nothing but what is counted by.
    public func statistics() async throws -> StatsBody.Devices {
        try await database.read { snapshot in
            var statuses = Dictionary(DeviceStatus.allCases.map { ($0.rawValue, Int64(0)) }) { first, _ in first }
            for row in try snapshot.query("SELECT status, COUNT(*) FROM device GROUP BY status") {
                statuses[try row.text(0)] = try row.integer(1)
            }
            var names: [String: Int64] = [:]
            for row in try snapshot.query("SELECT dms_name, COUNT(*) FROM device GROUP BY dms_name") {
                names[try row.text(0)] = try row.integer(1)
            }
            return StatsBody.Devices(byStatus: statuses, byDMS: names)
        }
    }

    /// The jobs that are at work now.
    /// - Returns: how many they are, how many devices they are still to do, and how many devices they were refused.
    public func runningJobs() async throws -> (count: Int64, left: Int64, refused: Int64) {
        try await database.read { snapshot in
            let row = try snapshot.first(
                """
                SELECT COUNT(*), COALESCE(SUM(total - changed - unchanged - refused), 0), COALESCE(SUM(refused), 0)
                FROM device_job WHERE state = 'RUNNING'
                """)
            guard let row else { return (0, 0, 0) }
            return (try row.integer(0), max(0, try row.integer(1)), try row.integer(2))
        }
    }
}
