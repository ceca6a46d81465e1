public import CertificateAuthority
public import Events
public import Listing
public import Storage
import EventLog
import ManagementAPI

/// The device manager: devices and what is in their slots.
public struct DeviceService: Sendable {
    let database: any Database

    let clock: WallClock

    public init(database: any Database, clock: WallClock = .system) {
        self.database = database
        self.clock = clock
    }

    public func list(_ query: ListQuery) async throws -> Page<DevicePayload> {
        try await database.read { snapshot in
            let ids = try DeviceList.page(query, in: snapshot)
            var payloads: [DevicePayload] = []
            for id in ids.list { payloads.append(try snapshot.payload(of: try snapshot.existingDevice(id))) }
            return Page(list: payloads, next: ids.next)
        }
    }

    /// - Throws: `Refusal` where there is no such device.
    public func device(_ id: String) async throws -> DevicePayload {
        try await database.read { try $0.payload(of: try $0.existingDevice(id)) }
    }

    /// Follows a change of a certificate that is the active one of a slot: the slot is told of, and the device's status
    /// follows its worst slot.
    public static let certificateObserver: CertificateObserver = { change, tx in
        guard let slot = try tx.slot(holding: change.after.serial), let device = try tx.device(slot.deviceID) else {
            return
        }
        let updated = try tx.follow(device)
        if change.after.status == .revoked {
            return try tx.recordRevocation(of: slot, before: change.before, device: updated, change)
        }
        let wish = try tx.follow(slot, of: updated, change)
        if updated != device {
            let payload = try tx.payload(of: updated)
            tx.record(
                try EventCatalog.deviceUpdate.event(payload, about: updated.id, at: change.time, by: change.caller))
        }
        if let wish { try tx.record(wish, slot, of: updated, change) }
    }
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where there is no such device.
    func existingDevice(_ id: String) throws -> Device {
        guard let device = try device(id) else { throw Refusal.notFound("device", id) }
        return device
    }

    func payload(of device: Device) throws -> DevicePayload {
        let slots = try slots(of: device.id)
        var payloads: [SlotPayload] = []
        for slot in slots {
            payloads.append(
                try SlotPayload(
                    id: slot.id, active: slot.certificate, archive: try archive(ofSlot: slot.id, of: device.id),
                    wish: slot.wish))
        }
        return device.payload(slots: payloads)
    }
}

extension Transaction {
    fileprivate func recordRevocation(
        of slot: Slot, before: Certificate, device: Device, _ change: CertificateChange
    ) throws {
        let archived = try archive(ofSlot: slot.id, of: device.id)
        let payload = SlotChangedPayload(
            slot: try SlotPayload(id: slot.id, active: slot.certificate, archive: archived, wish: slot.wish),
            deviceID: device.id, dmsName: device.dmsName, deviceStatus: device.status,
            previous: try SlotPayload(id: slot.id, active: before, archive: archived, wish: slot.wish))
        record(try EventCatalog.deviceRevoke.event(payload, about: device.id, at: change.time, by: change.caller))
    }
}
