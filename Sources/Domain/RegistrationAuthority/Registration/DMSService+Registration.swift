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
        guard faults.isEmpty else { throw Refusal.ofDevice("The device cannot be registered", faults) }
        let device = Device(
            registered: body.id, dmsName: body.dmsName, alias: body.alias, description: body.description ?? "",
            tags: body.tags ?? [], iconName: body.iconName ?? "", iconColor: body.iconColor ?? "",
            metadata: body.metadata ?? [:], at: clock.now())
        try await database.write { tx in
            guard let dms = try tx.dms(device.dmsName) else {
                let fault = SchemaViolation(
                    pointer: "/dms_name", detail: "names DMS \"\(device.dmsName)\", which does not exist")
                throw Refusal.ofDevice("The device cannot be registered", [fault])
            }
            try dms.ensureTakesDevices()
            guard try tx.device(device.id) == nil else {
                throw Refusal(.conflict, "device-exists", "There is already a device \"\(device.id)\".")
            }
            try tx.register(device, by: caller)
        }
        return device.payload(slots: [])
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
