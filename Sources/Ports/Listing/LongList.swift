public import Storage

/// A list that may have millions of items, of which no query reads more than so many.
///
/// A query goes by the first of the paths that suits it. Filters that the path does not narrow by are applied to the next
/// `examinedMax` items on it: where few of them fit, the page is short, and its bookmark leads on behind the last one that
/// was looked at. So every filter can be asked for, and each page has a bounded cost. An order that no path has is given
/// where so few items are left that they can be sorted, and is refused else.
public struct LongList: Sendable {
    /// How many items one query looks at.
    public static let examinedMax = 20_000

    let columns: ListColumns
    private let table: SQL
    private let paths: [ListPath]
    private let examinedMax: Int

    /// - Parameters:
    ///   - table: without an alias.
    ///   - paths: the better ones first; the last one must serve every query, in the default order.
    public init(
        _ columns: ListColumns, from table: SQL, paths: [ListPath], examinedMax: Int = LongList.examinedMax
    ) {
        let last = paths.last
        precondition(last?.equal.isEmpty == true && last?.condition == nil, "the last path must serve every query")
        self.columns = columns
        self.table = table
        self.paths = paths
        self.examinedMax = examinedMax
    }

    /// One page.
    /// - Parameters:
    ///   - select: the columns that `item` expects.
    ///   - item: reads one row.
    /// - Throws: `ListError`, and what reading throws.
    public func page<Item>(
        _ query: ListQuery, select: SQL, in reading: borrowing some Reading & ~Copyable, item: (Row) throws -> Item
    ) throws -> Page<Item> {
        let plan = try plan(query)
        var fence: Row?
        if let statement = plan.fence { fence = try reading.first(statement) }
        if plan.isSorting, fence != nil {
            throw ListError.tooManyToSort(try columns.sortColumn(query).name, known: sortable, most: examinedMax)
        }
        let rows = try reading.query(try statement(query, select, plan, fence))
        let page = try Page.make(rows, query, columns, item: item)
        guard page.next == nil, let fence else { return page }
        return Page(list: page.list, next: try columns.bookmark(behind: fence, query).text())
    }

    /// Wire names of the columns that any number of items can be sorted by.
    private var sortable: [String] {
        paths.filter { $0.equal.isEmpty && $0.condition == nil }.map(\.sort)
    }
}

extension LongList {
    /// How a query is carried out.
    struct Plan {
        let path: ListPath
        /// Finds the item up to which this query looks; nil where it looks at nothing in vain.
        let fence: SQL?
        /// No path has the wanted order: what is left must be few.
        let isSorting: Bool
    }

    func plan(_ query: ListQuery) throws(ListError) -> Plan {
        let sort = try columns.sortColumn(query)
        for filter in query.filters { _ = try columns.condition(filter) }
        let isFew = query.filters.contains { $0.field == columns.key.name && [.equal, .among].contains($0.operand) }
        let serving = paths.filter { $0.serves(query.filters) }
        if let path = serving.first(where: { $0.sort == sort.name }) {
            let isNarrowed = query.filters.allSatisfy(path.narrows)
            let fence = isFew || isNarrowed ? nil : try fence(query, path, offset: examinedMax - 1)
            return Plan(path: path, fence: fence, isSorting: false)
        }
        let path = serving.first ?? paths[paths.count - 1]
        var whole = query
        whole.bookmark = nil
        whole.sortBy = path.sort
        let fence = isFew ? nil : try fence(whole, path, offset: examinedMax)
        return Plan(path: path, fence: fence, isSorting: true)
    }

    func statement(
        _ query: ListQuery, _ select: SQL, _ plan: Plan, _ fence: Row?
    ) throws(ListError) -> SQL {
        var conditions: [SQL] = plan.path.condition.map { [$0] } ?? []
        if let fence { conditions.append(try columns.upTo(fence, query)) }
        let condition = conditions.isEmpty ? nil : SQL.joined(conditions, by: " AND ")
        return try columns.statement(select: select, from: table, where: condition, query: query)
    }

    /// Finds an item by its distance from where the query begins, among those that the path narrows to.
    private func fence(_ query: ListQuery, _ path: ListPath, offset: Int) throws(ListError) -> SQL {
        var narrowed = query
        narrowed.filters = query.filters.filter(path.narrows)
        var statement = try columns.unlimited(from: table, where: path.condition, query: narrowed)
        statement.append(" LIMIT 1 OFFSET \(offset)")
        return statement
    }
}
