import Listing

extension Page {
    /// A page of a short list that is held in memory, in the order of its keys; the bookmark is the last key.
    static func inMemory(_ items: [Item], by key: (Item) -> String, _ query: ListQuery) -> Page {
        let rest = items.sorted { key($0) < key($1) }.drop { item in query.bookmark.map { key(item) <= $0 } ?? false }
        let kept = rest.prefix(query.pageSize)
        return Page(list: Array(kept), next: rest.count > kept.count ? kept.last.map(key) : nil)
    }
}
