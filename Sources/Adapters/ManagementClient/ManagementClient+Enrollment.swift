public import Events
public import Listing
public import ManagementAPI

extension ManagementClient {
    /// Registers a device before its first contact.
    public func createDevice(_ body: CreateDeviceBody) async throws -> DevicePayload {
        try await typed("createDevice", body: body)
    }

    /// The requests to enrol at a DMS that a person decides on.
    public func enrollmentRequests(
        at dms: String, _ query: ListQuery = ListQuery()
    ) async throws -> Page<EnrollmentRequestPayload> {
        try await typed("listEnrollmentRequests", [dms], query: query.items)
    }

    public func enrollmentRequest(_ id: String, at dms: String) async throws -> EnrollmentRequestPayload {
        try await typed("showEnrollmentRequest", [dms, id])
    }

    public func updateEnrollmentRequest(
        _ id: String, at dms: String, to status: EnrollmentRequestStatus
    ) async throws -> EnrollmentRequestPayload {
        try await typed("updateEnrollmentRequestStatus", [dms, id], body: EnrollmentDecisionBody(status: status))
    }
}
