public import Storage

/// The columns of one list, and the statement that reads a page of it.
///
/// Paging is by key: a page starts behind the last item of the page before, so items that come and go meanwhile
/// neither repeat nor hide others.
public struct ListColumns: Sendable {
    /// Unique and not null: it puts items that sort equal in order.
    public let key: ListColumn
    /// All columns that a query may name, `key` among them.
    public let columns: [ListColumn]
    private let defaultSort: ListColumn

    /// - Parameters:
    ///   - columns: what may be filtered and sorted by beside the key. A column that can be null is given as
    ///     `COALESCE(...)`, for a null has no place in an order.
    ///   - defaultSort: wire name of one of them, or of the key.
    public init(key: ListColumn, columns: [ListColumn], defaultSort: String) {
        let all = [key] + columns.filter { $0.name != key.name }
        let sort = all.first { $0.name == defaultSort }
        precondition(sort != nil, "the default sort \(defaultSort) is not among the columns")
        self.key = key
        self.columns = all
        self.defaultSort = sort ?? key
    }

    /// Reads one row more than the page holds, to know whether there is a next one. The sort and the key value are
    /// the last two columns of each row.
    /// - Parameters:
    ///   - select: the columns that the reading code expects.
    ///   - from: table or join.
    ///   - condition: what holds for every item of the list, whatever the query says.
    public func statement(
        select: SQL, from: SQL, where condition: SQL? = nil, query: ListQuery
    ) throws(ListError) -> SQL {
        var conditions: [SQL] = condition.map { ["(\($0))"] } ?? []
        for filter in query.filters { conditions.append(try self.condition(filter)) }
        var sql = try unlimited(select: "\(select), ", from: from, where: conditions, query: query)
        sql.append(" LIMIT \(query.pageSize + 1)")
        return sql
    }

    /// All items, in order, behind the bookmark.
    /// - Parameters:
    ///   - select: what each row has before the sort and the key value, with a comma behind it.
    ///   - conditions: all of which must hold; the query's own filters are among them.
    func unlimited(
        select: SQL = "", from: SQL, where conditions: [SQL], query: ListQuery
    ) throws(ListError) -> SQL {
        let sort = try sortColumn(query)
        var conditions = conditions
        if let text = query.bookmark { conditions.append(try behind(text, sort, query)) }
        var sql: SQL = "SELECT \(select)\(sort.expression), \(key.expression) FROM \(from)"
        if !conditions.isEmpty { sql.append(" WHERE \(SQL.joined(conditions, by: " AND "))") }
        let direction: SQL = query.isDescending ? "DESC" : "ASC"
        sql.append(" ORDER BY \(sort.expression) \(direction)")
        if sort.name != key.name { sql.append(", \(key.expression) \(direction)") }
        return sql
    }

    /// Where a page ends with this row, whose last two columns are the sort and the key value.
    func bookmark(behind row: Row, _ query: ListQuery) throws(ListError) -> Bookmark {
        Bookmark(
            field: try sortColumn(query).name, isDescending: query.isDescending,
            sortValue: row.values[row.values.count - 2], keyValue: row.values[row.values.count - 1])
    }

    /// Holds for what comes no later than a row.
    func upTo(_ row: Row, _ query: ListQuery) throws(ListError) -> SQL {
        let mark = try bookmark(behind: row, query)
        let sort = try sortColumn(query)
        let comparison: SQL = query.isDescending ? ">=" : "<="
        if sort.name == key.name { return "\(key.expression) \(comparison) \(mark.keyValue)" }
        return "(\(sort.expression), \(key.expression)) \(comparison) (\(mark.sortValue), \(mark.keyValue))"
    }

    func sortColumn(_ query: ListQuery) throws(ListError) -> ListColumn {
        guard let name = query.sortBy else { return defaultSort }
        return try column(name)
    }

    func column(_ name: String) throws(ListError) -> ListColumn {
        guard let column = columns.first(where: { $0.name == name }) else {
            throw ListError.unknownField(name, known: columns.map(\.name))
        }
        return column
    }

    private func behind(_ text: String, _ sort: ListColumn, _ query: ListQuery) throws(ListError) -> SQL {
        let mark = try Bookmark(text)
        guard mark.field == sort.name, mark.isDescending == query.isDescending, sort.kind.holds(mark.sortValue),
            key.kind.holds(mark.keyValue)
        else { throw ListError.invalidBookmark }
        let comparison: SQL = query.isDescending ? "<" : ">"
        if sort.name == key.name { return "\(key.expression) \(comparison) \(mark.keyValue)" }
        return "(\(sort.expression), \(key.expression)) \(comparison) (\(mark.sortValue), \(mark.keyValue))"
    }

    private func condition(_ filter: ListFilter) throws(ListError) -> SQL {
        try checkedColumn(filter).condition(filter.operand, filter.value)
    }

    /// The column of a filter, whose operand suits it.
    func checkedColumn(_ filter: ListFilter) throws(ListError) -> ListColumn {
        let column = try column(filter.field)
        guard column.kind.operands.contains(filter.operand) else {
            throw ListError.unsuitableOperand(
                filter.operand.rawValue, field: column.name, suitable: column.kind.operands.map(\.rawValue))
        }
        return column
    }
}
