public import Storage

extension LongList {
    /// Counts all items that suit the filters, by one of the columns. It looks at every one of them, so it is for a person
    /// who asks, and for nothing that goes on all the time.
    /// - Parameter name: wire name of the column.
    /// - Returns: a statement whose rows are a value and how many have it.
    /// - Throws: `ListError`.
    public func count(by name: String, _ filters: [ListFilter]) throws -> SQL {
        let column = try columns.column(name)
        var conditions: [SQL] = []
        let split = path(filters).split(filters)
        for filter in split.narrowing {
            conditions.append(try columns.checkedColumn(filter).condition(filter.operand, filter.value))
        }
        for filter in split.others {
            conditions.append(try columns.checkedColumn(filter).ofItem.condition(filter.operand, filter.value))
        }
        var statement: SQL = "SELECT \(column.expression), COUNT(*) FROM \(table)"
        if !conditions.isEmpty { statement.append(" WHERE \(SQL.joined(conditions, by: " AND "))") }
        statement.append(" GROUP BY \(column.expression)")
        return statement
    }

    /// Whether the filters name columns of the list and suit them.
    /// - Throws: `ListError`.
    public func check(_ filters: [ListFilter]) throws {
        _ = try count(by: columns.key.name, filters)
    }
}
