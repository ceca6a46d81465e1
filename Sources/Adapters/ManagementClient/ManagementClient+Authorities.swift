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

    public func importCA(_ body: ImportCABody) async throws -> CAPayload {
        try await typed("importCA", body: body)
    }

    public func deleteCA(_ id: String) async throws {
        _ = try await call("deleteCA", [id])
    }

    public func reissueCA(_ id: String, _ body: ReissueCABody = ReissueCABody()) async throws -> CAPayload {
        try await typed("reissueCA", [id], body: body)
    }

    public func rekeyCA(_ id: String, _ body: RekeyCABody = RekeyCABody()) async throws -> CAPayload {
        try await typed("rekeyCA", [id], body: body)
    }

    public func certificateHistory(ofCA id: String) async throws -> Page<AuthorityCertificatePayload> {
        try await typed("listCACertificateHistory", [id])
    }

    public func createCARequest(_ body: CreateCARequestBody) async throws -> CARequestPayload {
        try await typed("createCARequest", body: body)
    }

    public func caRequests(_ query: ListQuery = ListQuery()) async throws -> Page<CARequestPayload> {
        try await typed("listCARequests", query: query.items)
    }

    public func deleteCARequest(_ id: String) async throws {
        _ = try await call("deleteCARequest", [id])
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
