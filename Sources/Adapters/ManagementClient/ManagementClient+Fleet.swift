public import Events
public import JSONSchema
public import Listing
public import ManagementAPI

extension ManagementClient {
    public func createDMS(_ body: CreateDMSBody) async throws -> CreatedDMS {
        try await typed("createDMS", body: body)
    }

    /// - Parameter document: as in `CreateDMSBody`; what has a default may be left out.
    public func createDMS(document: JSONValue) async throws -> CreatedDMS {
        try await typed("createDMS", body: document)
    }

    public func dmsList(_ query: ListQuery = ListQuery()) async throws -> Page<DMSPayload> {
        try await typed("listDMS", query: query.items)
    }

    public func dms(_ name: String) async throws -> DMSPayload {
        try await typed("showDMS", [name])
    }

    public func updateDMSStatus(of name: String, to status: DMSStatus) async throws -> DMSPayload {
        try await typed("updateDMSStatus", [name], body: DMSStatusBody(status: status))
    }

    public func updateDMS(_ name: String, to body: UpdateDMSBody) async throws -> DMSPayload {
        try await typed("updateDMS", [name], body: body)
    }

    public func updateDMSAuthorizedCAs(of name: String, to ids: [String]) async throws -> DMSPayload {
        try await typed("updateDMSAuthorizedCAs", [name], body: AuthorizedCAsBody(authorizedCAs: ids))
    }

    public func deleteDMS(_ name: String) async throws {
        _ = try await call("deleteDMS", [name])
    }

    public func devices(_ query: ListQuery = ListQuery()) async throws -> Page<DevicePayload> {
        try await typed("listDevices", query: query.items)
    }

    public func device(_ id: String) async throws -> DevicePayload {
        try await typed("showDevice", [id])
    }
}
