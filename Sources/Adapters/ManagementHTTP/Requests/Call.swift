import Events
import HTTPTypes
import Listing
import ManagementAPI

/// One authorised request, as a handler sees it.
struct Call: Sendable {
    /// The values of the path's places, in order.
    let values: [String]
    let query: Substring
    let headers: HTTPFields
    /// Empty where the row takes no body.
    let body: [UInt8]
    let caller: Caller

    func queryItems() throws -> [(String, String)] {
        guard let items = PercentEncoding.queryItems(query) else {
            throw Refusal(.invalid, "invalid-query", "The query is not percent-encoded as it should be.")
        }
        return items
    }

    func listQuery() throws -> ListQuery {
        try ListQuery.parse(try queryItems())
    }

    /// For a list that has one order and no filters.
    func pageQuery() throws -> ListQuery {
        let query = try listQuery()
        if let field = query.sortBy ?? query.filters.first?.field { throw ListError.unknownField(field, known: []) }
        return query
    }
}

/// Does what one row of the endpoint table says.
typealias Handler = @Sendable (Call) async throws -> Answer

/// Handlers by the id of their row.
typealias Handlers = [String: Handler]
