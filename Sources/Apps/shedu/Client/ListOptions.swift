import ArgumentParser

enum SortMode: String, ExpressibleByArgument, CaseIterable {
    case asc
    case desc
}

/// Which part of a list, in which order.
struct ListOptions: ParsableArguments {
    @Option(help: "Items on a page, 1 to 1000.")
    var pageSize = 25

    @Option(help: "Where the page before ended.")
    var bookmark: String?

    @Option(help: "The field to sort by.")
    var sortBy: String?

    @Option(help: "The direction.")
    var sortMode: SortMode?

    @Option(
        name: .customLong("filter"), parsing: .singleValue,
        help: "field[operand]value, with eq ne ct in bf af lt gt; may be repeated.")
    var filters: [String] = []

    @Flag(help: "All pages.")
    var all = false

    /// The query of a request for the page behind `bookmark`.
    /// - Parameter isMissing: how many items are still wanted, where it is not all of them.
    func query(after bookmark: String?, isMissing count: Int) -> [(String, String)] {
        var items = [("page_size", "\(all ? 1000 : count)")]
        if let bookmark { items.append(("bookmark", bookmark)) }
        if let sortBy { items.append(("sort_by", sortBy)) }
        if let sortMode { items.append(("sort_mode", sortMode.rawValue)) }
        return items + filters.map { ("filter", $0) }
    }
}
