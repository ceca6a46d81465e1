/// What a caller asks of a list: how much, from where, in which order, and which items.
///
/// It is read from the query of a request and has no effect on its own; `ListColumns` says which names exist.
public struct ListQuery: Sendable, Equatable {
    public static let pageSizeDefault = 25
    public static let pageSizeMax = 1000
    /// How many filters one query may hold.
    public static let filtersMax = 20

    /// 1 to `pageSizeMax`.
    public var pageSize: Int
    /// Where the page before ended; nil for the first page.
    public var bookmark: String?
    /// Wire name of a column; nil for the list's own order.
    public var sortBy: String?
    public var isDescending: Bool
    /// All of them must hold.
    public var filters: [ListFilter]

    /// A page size out of bounds is taken to the nearest bound.
    public init(
        pageSize: Int = ListQuery.pageSizeDefault, bookmark: String? = nil, sortBy: String? = nil,
        isDescending: Bool = false, filters: [ListFilter] = []
    ) {
        self.pageSize = min(max(pageSize, 1), Self.pageSizeMax)
        self.bookmark = bookmark
        self.sortBy = sortBy
        self.isDescending = isDescending
        self.filters = filters
    }
}

extension ListQuery {
    /// The parameters that `parse` knows.
    public static let parameters = ["page_size", "bookmark", "sort_by", "sort_mode", "filter"]

    /// Reads the query items of a request, already percent-decoded. An empty value counts as left out.
    public static func parse(_ items: [(String, String)]) throws(ListError) -> ListQuery {
        var query = ListQuery()
        var seen: Set<String> = []
        for (name, value) in items {
            guard parameters.contains(name) else { throw ListError.unknownParameter(name) }
            guard name == "filter" || seen.insert(name).inserted else { throw ListError.repeatedParameter(name) }
            if !value.isEmpty { try query.take(name, value) }
        }
        return query
    }

    private mutating func take(_ name: String, _ value: String) throws(ListError) {
        switch name {
        case "page_size":
            guard let size = Int(value), (1...Self.pageSizeMax).contains(size) else {
                throw ListError.invalidPageSize(value)
            }
            pageSize = size
        case "sort_mode":
            guard value == "asc" || value == "desc" else { throw ListError.invalidSortMode(value) }
            isDescending = value == "desc"
        case "bookmark": bookmark = value
        case "sort_by": sortBy = value
        default:
            guard filters.count < Self.filtersMax else { throw ListError.tooManyFilters }
            filters.append(try ListFilter(value))
        }
    }
}
