import CertificateAuthority
import EventLog
import Events
import Storage

/// That a wish to re-enrol is told of.
enum WishChange {
    case made
    case withdrawn
}

extension Transaction {
    /// What becomes of the wish on a slot when its active certificate changes its status but is not revoked
    /// (events.md, section 5). One that a person has stays as it is.
    func follow(_ slot: Slot, of device: Device, _ change: CertificateChange) throws -> WishChange? {
        guard device.status != .decommissioned else { return nil }
        switch (change.before.status, change.after.status) {
        case (_, .nearingExpiration):
            if slot.wish == nil {
                let wish = ReenrollmentWish(
                    requestedAt: change.time.milliseconds, reason: ReenrollmentWish.preventiveWindow,
                    by: change.caller.actor)
                try put(wish, on: slot)
            }
            return .made
        case (.nearingExpiration, .active) where slot.wish?.reason == ReenrollmentWish.preventiveWindow:
            try put(nil, on: slot)
            return .withdrawn
        default: return nil
        }
    }

    func record(_ wish: WishChange, _ slot: Slot, of device: Device, _ change: CertificateChange) throws {
        let payload = ForceReenrollPayload(
            deviceID: device.id, slotID: slot.id, requireReenrollment: wish == .made,
            certificate: EncodedPEM(certificate: change.after.der), dmsName: device.dmsName, deviceStatus: device.status
        )
        record(
            try EventCatalog.deviceForceReenroll.event(payload, about: device.id, at: change.time, by: change.caller))
    }
}
