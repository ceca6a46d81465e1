public import CertificateAuthority
public import Events
public import Listing
public import Storage
import EventLog
import ManagementAPI

/// The device manager: devices and what is in their slots.
public struct DeviceService: Sendable {
    let database: any Database

    public init(database: any Database) {
        self.database = database
    }

    public func list(_ query: ListQuery) async throws -> Page<DevicePayload> {
        let statement = try Self.columns.statement(select: Device.columns, from: "device", where: nil, query: query)
        return try await database.read { snapshot in
            let rows = try snapshot.query(statement)
            var payloads: [String: DevicePayload] = [:]
            for row in rows.prefix(query.pageSize) {
                let device = try Device(row: row)
                payloads[device.id] = try snapshot.payload(of: device)
            }
            let found = payloads
            return try Page.make(rows, query, Self.columns) { row in
                let id = try row.text(0)
                guard let payload = found[id] else { throw Refusal.notFound("device", id) }
                return payload
            }
        }
    }

    /// - Throws: `Refusal` where there is no such device.
    public func device(_ id: String) async throws -> DevicePayload {
        try await database.read { snapshot in
            guard let device = try snapshot.device(id) else { throw Refusal.notFound("device", id) }
            return try snapshot.payload(of: device)
        }
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

    static let columns = ListColumns(
        key: ListColumn("id", "id"),
        columns: [
            ListColumn("dms_name", "dms_name"), ListColumn("alias", "alias"), ListColumn("status", "status"),
            ListColumn("creation_timestamp", "created_at", .time),
        ],
        defaultSort: "creation_timestamp")
}

extension Reading where Self: ~Copyable {
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
