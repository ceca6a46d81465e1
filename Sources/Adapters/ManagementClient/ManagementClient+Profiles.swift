public import Listing
public import ManagementAPI

extension ManagementClient {
    public func profiles(_ query: ListQuery = ListQuery()) async throws -> Page<ProfileBody> {
        try await typed("listProfiles", query: query.items)
    }

    public func profile(_ id: String) async throws -> ProfileBody {
        try await typed("showProfile", [id])
    }

    public func createProfile(_ body: ProfileBody) async throws -> ProfileBody {
        try await typed("createProfile", body: body)
    }

    public func updateProfile(_ id: String, to body: ProfileBody) async throws -> ProfileBody {
        try await typed("updateProfile", [id], body: body)
    }

    public func deleteProfile(_ id: String) async throws {
        _ = try await call("deleteProfile", [id])
    }
}
