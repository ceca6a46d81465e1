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

    public func sign(_ body: SignBody, with caID: String) async throws -> CertificatePayload {
        try await typed("sign", [caID], body: body)
    }

    /// - Parameter caID: only what this CA issued.
    public func certificates(
        _ query: ListQuery = ListQuery(), issuedBy caID: String? = nil
    ) async throws -> Page<CertificatePayload> {
        if let caID { return try await typed("listIssued", [caID], query: query.items) }
        return try await typed("listCertificates", query: query.items)
    }

    public func certificate(_ serial: String) async throws -> CertificatePayload {
        try await typed("showCertificate", [serial])
    }

    public func updateCertificateStatus(
        of serial: String, to body: CertificateStatusBody
    ) async throws -> CertificatePayload {
        try await typed("updateCertificateStatus", [serial], body: body)
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
