public import Events
public import Listing
public import ManagementAPI

extension ManagementClient {
    public func updateDevice(_ id: String, _ body: UpdateDeviceBody) async throws -> DevicePayload {
        try await typed("updateDevice", [id], body: body)
    }

    public func decommissionDevice(_ id: String) async throws -> DevicePayload {
        try await typed("decommissionDevice", [id])
    }

    public func slot(_ slot: String, of device: String) async throws -> SlotPayload {
        try await typed("showSlot", [device, slot])
    }

    public func revokeSlot(
        _ slot: String, of device: String, reason: RevocationReason? = nil
    ) async throws -> SlotPayload {
        try await typed("revokeSlot", [device, slot], body: RevokeSlotBody(revocationReason: reason))
    }

    /// - Parameter isRequired: false withdraws the wish.
    public func forceReenroll(
        _ slot: String, of device: String, isRequired: Bool = true, reason: String? = nil
    ) async throws -> SlotPayload {
        let body = ForceReenrollBody(requireReenrollment: isRequired, reason: reason)
        return try await typed("forceReenroll", [device, slot], body: body)
    }

    public func importCertificate(
        _ serialNumber: String, into slot: String, of device: String
    ) async throws -> SlotPayload {
        try await typed("importIntoSlot", [device, slot], body: ImportIntoSlotBody(serialNumber: serialNumber))
    }

    public func createDeviceGroup(_ body: DeviceGroupBody) async throws -> DeviceGroupView {
        try await typed("createDeviceGroup", body: body)
    }

    public func deviceGroupStatistics(_ name: String) async throws -> DeviceGroupStats {
        try await typed("showDeviceGroupStats", [name])
    }

    public func devices(
        inGroup name: String, _ query: ListQuery = ListQuery()
    ) async throws -> Page<DevicePayload> {
        try await typed("listDevicesOfGroup", [name], query: query.items)
    }

    public func createJob(onGroup name: String, _ body: CreateJobBody) async throws -> JobView {
        try await typed("createJob", [name], body: body)
    }

    public func job(_ id: String) async throws -> JobView {
        try await typed("showJob", [id])
    }

    public func updateJob(_ id: String, to state: JobState) async throws -> JobView {
        try await typed("updateJobStatus", [id], body: JobStatusBody(state: state))
    }

    public func results(ofJob id: String, _ query: ListQuery = ListQuery()) async throws -> Page<JobResultView> {
        try await typed("listJobResults", [id], query: query.items)
    }
}
