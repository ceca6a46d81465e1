public import Events
public import ManagementAPI
import DeviceManager
import JSONSchema
import Storage

extension DMSService {
    /// Registers a device before its first contact; it may enrol then where only registered ones may.
    /// - Throws: `Refusal` that names every wrong member.
    public func register(_ body: CreateDeviceBody, by caller: Caller) async throws -> DevicePayload {
        let faults = body.faults
        guard faults.isEmpty else { throw Self.refusal(faults) }
        let device = Device(
            registered: body.id, dmsName: body.dmsName, alias: body.alias, description: body.description ?? "",
            tags: body.tags ?? [], iconName: body.iconName ?? "", iconColor: body.iconColor ?? "", at: clock.now())
        try await database.write { tx in
            guard let dms = try tx.dms(device.dmsName) else {
                throw Self.refusal([
                    SchemaViolation(
                        pointer: "/dms_name", detail: "names DMS \"\(device.dmsName)\", which does not exist")
                ])
            }
            try dms.ensureTakesDevices()
            guard try tx.device(device.id) == nil else {
                throw Refusal(.conflict, "device-exists", "There is already a device \"\(device.id)\".")
            }
            try tx.register(device, by: caller)
        }
        return device.payload(slots: [])
    }

    private static func refusal(_ faults: [SchemaViolation]) -> Refusal {
        let summary = faults.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; ")
        return Refusal(.invalid, "device-invalid", "The device cannot be registered: \(summary).", faults: faults)
    }
}

extension DMS {
    /// One that waits for approval may be prepared; one that has ended takes nothing.
    fileprivate func ensureTakesDevices() throws(Refusal) {
        guard status == .approved || status == .pendingApproval else {
            throw Refusal(
                .conflict, "dms-status", "DMS \"\(name)\" is \(status.rawValue); no device can be registered there.")
        }
    }
}
