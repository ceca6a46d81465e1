import Events
import Storage

extension Reading where Self: ~Copyable {
    func cloudWork(on key: ResourceKey, in connectorID: String) throws -> WorkView? {
        try first(
            """
            SELECT \(Self.workColumns) FROM cloud_work
            WHERE connector_id = \(connectorID) AND resource = \(key.description)
            """
        ).map { try WorkView($0) }
    }

    /// Parked resources in the order of their keys.
    func parkedCloudWork(in connectorID: String, after key: String, limit: Int) throws -> [WorkView] {
        try query(
            """
            SELECT \(Self.workColumns) FROM cloud_work
            WHERE connector_id = \(connectorID) AND state = 'parked' AND resource > \(key)
            ORDER BY resource LIMIT \(limit)
            """
        ).map { try WorkView($0) }
    }

    /// How much is open, how much is parked, and since when the oldest open one is due.
    func cloudBacklog(of connectorID: String) throws -> (due: Int, parked: Int, oldest: Timestamp?) {
        var (due, parked): (Int, Int) = (0, 0)
        var oldest: Int64?
        let rows = try query(
            """
            SELECT state, COUNT(*), MIN(marked_at) FROM cloud_work
            WHERE connector_id = \(connectorID) AND state <> 'settled' GROUP BY state
            """)
        for row in rows {
            let count = Int(try row.integer(1))
            if try row.text(0) == "parked" {
                parked += count
            } else {
                due += count
                oldest = min(oldest ?? .max, try row.integer(2))
            }
        }
        return (due, parked, oldest.map(Timestamp.init(milliseconds:)))
    }

    private static var workColumns: SQL {
        "connector_id, resource, state, attempts, error, waits_for, difference, marked_at, due_at, settled_at"
    }
}

extension WorkView {
    fileprivate init(_ row: Row) throws {
        let state: State = try row.value(2)
        self.init(
            connectorID: try row.text(0), key: try row.text(1), state: state, attempts: Int(try row.integer(3)),
            error: try row.textOrNull(4), waitsFor: try row.textOrNull(5), difference: try row.textOrNull(6),
            dueSince: state == .settled ? nil : Timestamp(milliseconds: try row.integer(7)),
            nextAttempt: state == .due ? try row.integerOrNull(8).map(Timestamp.init(milliseconds:)) : nil,
            settledAt: try row.integerOrNull(9).map(Timestamp.init(milliseconds:)))
    }
}
