public import Events
public import JSONSchema
public import Listing
public import ManagementAPI

extension ManagementClient {
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

    /// Makes a key and a certificate for it. The call is not repeated where the connection breaks: its answer is not kept.
    public func createCertificate(
        _ body: CreateCertificateBody, with caID: String
    ) async throws -> CertificateWithKey {
        try await typed("createCertificate", [caID], body: body)
    }

    public func importCertificate(_ body: ImportCertificateBody) async throws -> CertificatePayload {
        try await typed("importCertificate", body: body)
    }

    /// Replaces the whole object.
    public func replaceMetadata(
        ofCertificate serial: String, by metadata: [String: JSONValue]
    ) async throws -> CertificatePayload {
        try await typed("replaceCertificateMetadata", [serial], body: metadata)
    }

    /// - Parameter patch: a JSON Patch (RFC 6902).
    public func patchMetadata(ofCertificate serial: String, by patch: JSONValue) async throws -> CertificatePayload {
        try await typed("patchCertificateMetadata", [serial], body: patch)
    }

    /// Replaces the whole object.
    public func replaceMetadata(ofCA id: String, by metadata: [String: JSONValue]) async throws -> CAPayload {
        try await typed("replaceCAMetadata", [id], body: metadata)
    }

    /// - Parameter patch: a JSON Patch (RFC 6902).
    public func patchMetadata(ofCA id: String, by patch: JSONValue) async throws -> CAPayload {
        try await typed("patchCAMetadata", [id], body: patch)
    }

    public func statistics() async throws -> StatsBody {
        try await typed("showStatistics")
    }
}
