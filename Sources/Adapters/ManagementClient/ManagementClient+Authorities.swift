public import Events
public import Listing
public import ManagementAPI

extension ManagementClient {
    public func createCA(_ body: CreateCABody) async throws -> CAPayload {
        try await typed("createCA", body: body)
    }

    public func cas(_ query: ListQuery = ListQuery()) async throws -> Page<CAPayload> {
        try await typed("listCAs", query: query.items)
    }

    public func ca(_ id: String) async throws -> CAPayload {
        try await typed("showCA", [id])
    }

    public func updateCAStatus(of id: String, to body: CertificateStatusBody) async throws -> CAPayload {
        try await typed("updateCAStatus", [id], body: body)
    }

    func typed<Answer: Decodable>(
        _ endpoint: String, _ values: [String] = [], query: [(String, String)] = [],
        body: (any Encodable & Sendable)? = nil
    ) async throws -> Answer {
        let bytes = try await call(endpoint, values, query: query, body: try body.map { try WireJSON.encode($0) })
        return try WireJSON.decode(Answer.self, from: bytes)
    }
}

extension ListQuery {
    /// As the query of a request.
    var items: [(String, String)] {
        var items = [("page_size", "\(pageSize)")]
        if let bookmark { items.append(("bookmark", bookmark)) }
        if let sortBy { items.append(("sort_by", sortBy)) }
        if isDescending { items.append(("sort_mode", "desc")) }
        return items + filters.map { ("filter", "\($0.field)[\($0.operand.rawValue)]\($0.value)") }
    }
}
