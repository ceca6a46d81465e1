public import Events
public import ManagementAPI
import CertificateAuthority
import EventLog
import Storage

extension DeviceService {
    /// Revokes what is in the device's slots, for good. A device that is decommissioned already stays as it is.
    /// - Throws: `Refusal` where there is no such device.
    public func decommission(_ id: String, by caller: Caller) async throws -> DevicePayload {
        let time = clock.now()
        return try await database.write { tx in
            _ = try tx.perform(.decommission, on: try tx.existingDevice(id), at: time, by: caller)
            return try tx.payload(of: try tx.existingDevice(id))
        }
    }

    /// Changes what a device is described by; what changes nothing leaves no event.
    /// - Throws: `Refusal` with a JSON pointer to every wrong member.
    public func update(_ id: String, _ body: UpdateDeviceBody, by caller: Caller) async throws -> DevicePayload {
        let faults = DeviceDescription(body).faults
        guard faults.isEmpty else { throw Refusal.ofDevice("The device cannot be so", faults) }
        let time = clock.now()
        return try await database.write { tx in
            let device = try tx.existingDevice(id)
            try device.ensureInUse()
            let updated = device.described(by: body)
            let payload = try tx.payload(of: updated)
            guard updated != device else { return payload }
            try tx.updateDescription(of: updated)
            tx.record(try EventCatalog.deviceUpdate.event(payload, about: id, at: time, by: caller))
            return payload
        }
    }
}

extension Device {
    fileprivate func described(by body: UpdateDeviceBody) -> Device {
        var device = self
        device.alias = body.alias ?? alias
        device.description = body.description ?? description
        device.tags = body.tags ?? tags
        device.iconName = body.iconName ?? iconName
        device.iconColor = body.iconColor ?? iconColor
        device.allowNewEnrollment = body.allowNewEnrollment ?? allowNewEnrollment
        device.metadata = body.metadata ?? metadata
        return device
    }
}
