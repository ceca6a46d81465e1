public import Events
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
}
