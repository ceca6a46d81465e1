public import Listing
public import ManagementAPI

extension ManagementClient {
    /// The CRLs that a CA has published, without the lists themselves.
    public func crls(_ query: ListQuery = ListQuery(), of caID: String) async throws -> Page<CRLView> {
        try await typed("listCRLs", [caID], query: query.items)
    }

    /// - Parameter name: `newest`, or the `id` of one that is listed.
    public func crl(_ name: String = "newest", of caID: String) async throws -> CRLView {
        try await typed("showCRL", [caID, name])
    }

    public func publishCRLs(of caID: String) async throws -> Page<CRLView> {
        try await typed("publishCRLs", [caID])
    }
}
