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

    /// The filters by which the index itself narrows, so that no item is looked at in vain, and the others. Of two that say
    /// the same end of the order an engine takes any one, so the second is another.
    func split(_ filters: [ListFilter]) -> (narrowing: [ListFilter], others: [ListFilter]) {
        var taken: Set<String> = []
        var narrowing: [ListFilter] = []
        var others: [ListFilter] = []
        for filter in filters {
            let claims = claims(of: filter)
            if claims.isEmpty || !taken.isDisjoint(with: claims) {
                others.append(filter)
            } else {
                taken.formUnion(claims)
                narrowing.append(filter)
            }
        }
        return (narrowing, others)
    }

    /// What a filter takes of the index: a column that it begins with, or an end of its order.
    private func claims(of filter: ListFilter) -> Set<String> {
        if equal.contains(filter.field) { return filter.operand == .equal ? ["= \(filter.field)"] : [] }
        guard filter.field == sort else { return [] }
        return Set((filter.operand.boundsBelow ? [">"] : []) + (filter.operand.boundsAbove ? ["<"] : []))
    }
}

extension ListFilter.Operand {
    var boundsBelow: Bool { [.equal, .after, .greater].contains(self) }
    var boundsAbove: Bool { [.equal, .before, .less].contains(self) }
}

extension ListColumn {
    /// One end of what a filter lets through, which `eq` has two of.
    func end(_ operand: ListFilter.Operand, _ text: String, isLower: Bool) throws(ListError) -> SQL {
        guard operand == .equal else { return try condition(operand, text) }
        let comparison: SQL = isLower ? ">=" : "<="
        return "\(expression) \(comparison) \(try kind.value(text, of: name))"
    }
}
