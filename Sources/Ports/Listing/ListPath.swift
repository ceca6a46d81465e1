public import Storage

/// A way into a long list: an index that holds items in the wanted order already, perhaps only some of them.
public struct ListPath: Sendable {
    /// Wire name of the column that the index sorts by, after those in `equal`; the key comes after it.
    let sort: String
    /// Wire names of the columns that the index begins with: the query must compare each for equality.
    let equal: [String]
    /// What the index is limited to, as its definition has it. An engine sees that a partial index will do only where the
    /// statement repeats it.
    let condition: SQL?
    /// Values of columns in `equal` for which the condition does not hold.
    let excluded: [String]

    public init(
        sort: String, equal: [String] = [], onlyWhere condition: SQL? = nil, notFor excluded: [String] = []
    ) {
        self.sort = sort
        self.equal = equal
        self.condition = condition
        self.excluded = excluded
    }

    /// Whether the filters compare what the index begins with.
    func serves(_ filters: [ListFilter]) -> Bool {
        equal.allSatisfy { name in
            filters.contains { $0.field == name && $0.operand == .equal && !excluded.contains($0.value) }
        }
    }

    /// Whether the index itself narrows by this filter, so that no item is looked at in vain.
    func narrows(by filter: ListFilter) -> Bool {
        if equal.contains(filter.field) { return filter.operand == .equal }
        return filter.field == sort && [.equal, .before, .after, .less, .greater].contains(filter.operand)
    }
}
