import CertificateAuthority
import EventLog
import Events
import Storage

extension Transaction {
    /// Puts a stored certificate into a slot; what was there is archived and, where it is live, revoked.
    func install(
        _ certificate: Certificate, into slotID: String, of device: Device, at time: Timestamp, by caller: Caller
    ) throws {
        let previous = try slot(slotID, of: device.id)
        let archived = try archive(ofSlot: slotID, of: device.id)
        if let previous { try archive(previous, at: time) }
        let slot = Slot(
            deviceID: device.id, id: slotID, certificate: certificate, enrolledBy: [], enrolledAt: time, wish: nil)
        try put(slot)
        let updated = try follow(device)
        guard let previous else {
            return record(
                try EventCatalog.deviceUpdate.event(payload(of: updated), about: device.id, at: time, by: caller))
        }
        try replace(previous, by: slot, archived, of: updated, at: time, by: caller)
    }
}
