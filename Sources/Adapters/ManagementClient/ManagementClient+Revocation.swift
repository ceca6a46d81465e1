public import ManagementAPI

extension ManagementClient {
    /// How far the revocation of a CA has come.
    public func revocation(ofCA id: String) async throws -> RevocationProgress {
        try await typed("showRevocation", [id])
    }
}
