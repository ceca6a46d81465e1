public import Events
import Storage
import CertificateAuthority
import EventLog
import ManagementAPI

/// What is done to a device as a whole, to one or to a group of them.
public enum DeviceOperation: Sendable, Hashable {
    /// Every certificate in its slots shall be renewed.
    case forceReenroll(reason: String)
    /// Nobody wants that any more.
    case withdrawReenroll
    /// Every live certificate in its slots is revoked.
    case revoke(RevocationReason)
    /// Likewise, and the device never enrols again.
    case decommission
}

extension Transaction {
    /// Carries an operation out, with its events (events.md, section 5).
    /// - Returns: whether anything changed.
    /// - Throws: `Refusal` before anything is written.
    func perform(
        _ operation: DeviceOperation, on device: Device, at time: Timestamp, by caller: Caller
    ) throws -> Bool {
        switch operation {
        case .decommission:
            return try decommission(device, at: time, by: caller)
        case .forceReenroll(let reason):
            try device.ensureInUse()
            let slots = try slots(of: device.id)
            guard !slots.isEmpty else { throw device.hasNoCertificate }
            let wish = ReenrollmentWish(requestedAt: time.milliseconds, reason: reason, by: caller.actor)
            return try change(slots, of: device, to: wish, at: time, by: caller)
        case .withdrawReenroll:
            try device.ensureInUse()
            return try change(slots(of: device.id), of: device, to: nil, at: time, by: caller)
        case .revoke(let reason):
            try device.ensureInUse()
            let live = try slots(of: device.id).filter(\.certificate.status.isLive)
            for slot in live { try revoke(slot, reason, at: time, by: caller) }
            return !live.isEmpty
        }
    }

    private func change(
        _ slots: [Slot], of device: Device, to wish: ReenrollmentWish?, at time: Timestamp, by caller: Caller
    ) throws -> Bool {
        var hasChanged = false
        for slot in slots {
            if try change(slot, of: device, to: wish, at: time, by: caller) { hasChanged = true }
        }
        return hasChanged
    }

    /// - Returns: whether the wish is another than before; the time of a wish makes none of it.
    func change(
        _ slot: Slot, of device: Device, to wish: ReenrollmentWish?, at time: Timestamp, by caller: Caller
    ) throws -> Bool {
        guard slot.wish?.reason != wish?.reason || slot.wish?.by != wish?.by else { return false }
        try put(wish, on: slot)
        let payload = ForceReenrollPayload(
            deviceID: device.id, slotID: slot.id, requireReenrollment: wish != nil,
            certificate: EncodedPEM(certificate: slot.certificate.der), dmsName: device.dmsName,
            deviceStatus: device.status)
        record(try EventCatalog.deviceForceReenroll.event(payload, about: device.id, at: time, by: caller))
        return true
    }

    /// Revokes what is in a slot; the device follows.
    func revoke(_ slot: Slot, _ reason: RevocationReason, at time: Timestamp, by caller: Caller) throws {
        let change = try revoke(slot.certificate, reason, at: time, by: caller)
        try DeviceService.certificateObserver(change, self)
    }

    private func decommission(_ device: Device, at time: Timestamp, by caller: Caller) throws -> Bool {
        guard device.status != .decommissioned else { return false }
        for slot in try slots(of: device.id) {
            if slot.certificate.status.isLive { try revoke(slot, .cessationOfOperation, at: time, by: caller) }
            if slot.wish != nil { try put(nil, on: slot) }
        }
        var ended = try existingDevice(device.id)
        ended.status = .decommissioned
        try updateStanding(of: ended)
        record(
            try EventCatalog.deviceDecommission.event(payload(of: ended), about: ended.id, at: time, by: caller))
        return true
    }
}

extension Device {
    /// - Throws: `Refusal` for a device that was decommissioned: nothing changes any more.
    func ensureInUse() throws(Refusal) {
        guard status != .decommissioned else {
            throw Refusal(.conflict, "device-decommissioned", "Device \"\(id)\" is decommissioned.")
        }
    }

    var hasNoCertificate: Refusal {
        Refusal(.conflict, "device-without-certificate", "Device \"\(id)\" has no certificate yet.")
    }
}
