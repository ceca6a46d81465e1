public import Storage

/// One page of a list, on the wire `{"list": [...], "next": "<bookmark>"}`.
public struct Page<Item: Codable & Sendable>: Codable, Sendable {
    public let list: [Item]
    /// The bookmark of the page behind this one; nil on the last page, which the wire writes as `""`,
    /// so that the member is always a string.
    public let next: String?

    private enum CodingKeys: String, CodingKey {
        case list
        case next
    }

    public init(list: [Item], next: String?) {
        self.list = list
        self.next = next
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        list = try container.decode([Item].self, forKey: .list)
        let bookmark = try container.decode(String.self, forKey: .next)
        next = bookmark.isEmpty ? nil : bookmark
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(list, forKey: .list)
        try container.encode(next ?? "", forKey: .next)
    }
}

extension Page: Equatable where Item: Equatable {}

extension Page {
    /// Makes the page of what `ListColumns.statement` read for the same query.
    public static func make(
        _ rows: [Row], _ query: ListQuery, _ columns: ListColumns, item: (Row) throws -> Item
    ) throws -> Page {
        let kept = rows.prefix(query.pageSize)
        let list = try kept.map(item)
        guard rows.count > kept.count, let last = kept.last else { return Page(list: list, next: nil) }
        return Page(list: list, next: try columns.bookmark(behind: last, query).text())
    }
}
