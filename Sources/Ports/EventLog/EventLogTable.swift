import Storage

/// The table of the log and the statements on it.
enum EventLogTable {
    static let migration = Migration("event-log/001") { dialect in
        [
            """
            CREATE TABLE event_log (
                position \(dialect.integerType) PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL,
                subject TEXT NOT NULL, time \(dialect.integerType) NOT NULL, data_schema TEXT NOT NULL,
                actor TEXT NOT NULL, causation_id TEXT, traceparent TEXT, data \(dialect.bytesType) NOT NULL)
            """,
            "CREATE INDEX event_log_type ON event_log (type, position)",
            "CREATE INDEX event_log_subject ON event_log (subject, position)",
        ]
    }

    static let columns: SQL =
        "position, id, type, source, subject, time, data_schema, actor, causation_id, traceparent, data"

    static let head: SQL = "SELECT MAX(position) FROM event_log"

    /// Events after a position, each way through an index that is already in the order of positions.
    static func select(after: Int64, limit: Int, filter: EventFilter) -> SQL {
        let types = Array(Set(filter.types)).sorted()
        if let subject = filter.subject {
            return "\(start)subject = \(subject) AND position > \(after)\(hasType(types))\(end(limit))"
        }
        switch types.count {
        case 0: return "\(start)position > \(after)\(end(limit))"
        case 1: return "\(start)type = \(types[0]) AND position > \(after)\(end(limit))"
        default: return "\(start)position IN (\(positions(of: types, after, limit)))\(end(limit))"
        }
    }

    private static let start: SQL = "SELECT \(columns) FROM event_log WHERE "

    private static func end(_ limit: Int) -> SQL {
        " ORDER BY position LIMIT \(limit)"
    }

    /// The first positions of each type. The merged list has at most `limit` entries a type, wherever in the log they are.
    private static func positions(of types: [String], _ after: Int64, _ limit: Int) -> SQL {
        let each: [SQL] = types.map { type in
            """
            SELECT position FROM (SELECT position FROM event_log WHERE type = \(type) AND position > \(after) \
            ORDER BY position LIMIT \(limit)) AS one_type
            """
        }
        return SQL.joined(each, by: " UNION ALL ")
    }

    /// Written so that no planner takes the index of types for it: a subject has few events, a type may have millions.
    private static func hasType(_ types: [String]) -> SQL {
        if types.isEmpty { return "" }
        let list = SQL.joined(types.map { "\($0)" }, by: ", ")
        return " AND CASE WHEN type IN (\(list)) THEN 1 ELSE 0 END = 1"
    }
}

/// Inserts of many rows at a time, whose texts are put together once.
extension EventLogTable {
    static func insert(_ events: [LoggedEvent], in tx: borrowing Transaction) throws {
        var rest = events[...]
        for (size, template) in inserts {
            while rest.count >= size {
                try tx.execute(template.binding(rest.prefix(size).flatMap(\.columnValues)))
                rest = rest.dropFirst(size)
            }
        }
    }

    private static let inserts: [(size: Int, template: SQL)] = [64, 8, 1].map { size in
        let null = SQLValue.null
        let row: SQL =
            "(\(null), \(null), \(null), \(null), \(null), \(null), \(null), \(null), \(null), \(null), \(null))"
        let rows = SQL.joined(Array(repeating: row, count: size), by: ", ")
        return (size, "INSERT INTO event_log (\(columns)) VALUES \(rows)")
    }
}
