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
    let table: SQL
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
        /// The items are named one by one: they are few, and no path is needed.
        let isByKey: Bool
    }

    func plan(_ query: ListQuery) throws(ListError) -> Plan {
        let sort = try columns.sortColumn(query)
        for filter in query.filters {
            let column = try columns.checkedColumn(filter)
            _ = try column.condition(filter.operand, filter.value)
        }
        let isByKey = query.filters.contains { columns.names($0) }
        let serving = paths.filter { $0.serves(query.filters) }
        if let path = serving.first(where: { $0.sort == sort.name }) {
            let isNarrowed = path.split(query.filters).others.isEmpty
            let fence = isByKey || isNarrowed ? nil : try fence(query, path, offset: examinedMax - 1)
            return Plan(path: path, fence: fence, isSorting: false, isByKey: isByKey)
        }
        let path = path(query.filters)
        var whole = query
        whole.bookmark = nil
        whole.sortBy = path.sort
        let fence = isByKey ? nil : try fence(whole, path, offset: examinedMax)
        return Plan(path: path, fence: fence, isSorting: true, isByKey: isByKey)
    }

    /// The best path where the order does not matter.
    func path(_ filters: [ListFilter]) -> ListPath { paths.first { $0.serves(filters) } ?? paths[paths.count - 1] }

    func statement(
        _ query: ListQuery, _ select: SQL, _ plan: Plan, _ fence: Row?
    ) throws(ListError) -> SQL {
        var conditions: [SQL] = []
        if plan.isByKey {
            for filter in query.filters { conditions.append(try columns.conditionByKey(filter)) }
        } else {
            conditions = try plan.path.conditions(query, columns, hasFence: fence != nil)
            for filter in plan.path.split(query.filters).others {
                let column = try columns.column(filter.field)
                conditions.append(try column.besideIndices.condition(filter.operand, filter.value))
            }
            if let fence { conditions.append(try columns.upTo(fence, query)) }
        }
        var sql = try columns.unlimited(select: "\(select), ", from: table, where: conditions, query: query)
        sql.append(" LIMIT \(query.pageSize + 1)")
        return sql
    }

    /// Finds an item by its distance from where the query begins, among those that the path narrows to.
    private func fence(_ query: ListQuery, _ path: ListPath, offset: Int) throws(ListError) -> SQL {
        let conditions = try path.conditions(query, columns, hasFence: false)
        var statement = try columns.unlimited(from: table, where: conditions, query: query)
        statement.append(" LIMIT 1 OFFSET \(offset)")
        return statement
    }
}

extension ListColumns {
    /// Whether a filter names items one by one.
    fileprivate func names(_ filter: ListFilter) -> Bool {
        filter.field == key.name && [.equal, .among].contains(filter.operand)
    }

    fileprivate func conditionByKey(_ filter: ListFilter) throws(ListError) -> SQL {
        let column = try column(filter.field)
        return try (names(filter) ? column : column.besideIndices).condition(filter.operand, filter.value)
    }
}

extension ListPath {
    /// The filters by which this path narrows, so written that the engine goes this path.
    fileprivate func conditions(
        _ query: ListQuery, _ columns: ListColumns, hasFence: Bool
    ) throws(ListError) -> [SQL] {
        let isBegun = try columns.sortColumn(query).name == sort && query.bookmark != nil
        // What the bookmark or the fence says is narrower: beside it the filter must not be what the index is searched by.
        let isLowerSaid = query.isDescending ? hasFence : isBegun
        let isUpperSaid = query.isDescending ? isBegun : hasFence
        var conditions: [SQL] = condition.map { [$0] } ?? []
        for filter in split(query.filters).narrowing {
            let column = try columns.column(filter.field)
            if equal.contains(filter.field) {
                conditions.append(try column.condition(filter.operand, filter.value))
                continue
            }
            if filter.operand.boundsBelow {
                let lower = isLowerSaid ? column.besideIndices : column
                conditions.append(try lower.end(filter.operand, filter.value, isLower: true))
            }
            if filter.operand.boundsAbove {
                let upper = isUpperSaid ? column.besideIndices : column
                conditions.append(try upper.end(filter.operand, filter.value, isLower: false))
            }
        }
        return conditions
    }
}
