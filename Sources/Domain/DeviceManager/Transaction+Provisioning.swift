public import CertificateAuthority
public import Events
public import Storage
import EventLog

/// A certificate on its way into a slot.
public struct Provisioning: Sendable {
    public let issued: IssuedCertificate
    public let slotID: String
    /// SHA-256 of the certificate that identified the client.
    public let client: [UInt8]
    public let kind: Kind
    public let time: Timestamp
    public let caller: Caller

    /// What EST operation brought it.
    public enum Kind: Sendable {
        case enrollment
        case reenrollment
    }

    public init(
        issued: IssuedCertificate, slotID: String, client: [UInt8], kind: Kind, time: Timestamp, caller: Caller
    ) {
        self.issued = issued
        self.slotID = slotID
        self.client = client
        self.kind = kind
        self.time = time
        self.caller = caller
    }
}

extension Transaction {
    /// Registers a device that has no certificate yet.
    public func register(_ device: Device, by caller: Caller) throws {
        try insert(device)
        record(
            try EventCatalog.deviceCreate.event(
                device.payload(slots: []), about: device.id, at: device.createdAt, by: caller))
    }

    /// Stores the certificate and puts it into the device's slot. What was there is archived and, where it is live,
    /// revoked after the new one is in place: no device is ever without a certificate.
    /// - Returns: the device after the change.
    @discardableResult
    public func provision(_ device: Device, _ provisioning: Provisioning) throws -> Device {
        let previous = try slot(provisioning.slotID, of: device.id)
        let archived = try previous.map { _ in try archive(ofSlot: provisioning.slotID, of: device.id) } ?? []
        try store(provisioning.issued)
        if let previous { try archive(previous, at: provisioning.time) }
        let slot = Slot(
            deviceID: device.id, id: provisioning.slotID, certificate: provisioning.issued.certificate,
            enrolledBy: provisioning.client, enrolledAt: provisioning.time, wish: nil)
        try put(slot)
        let updated = try follow(device)
        if let previous {
            try replace(
                previous, by: slot, archived, of: updated, at: provisioning.time, by: provisioning.caller)
        }
        let payload = EnrollmentPayload(
            certificate: provisioning.issued.payload.certificate,
            serialNumber: provisioning.issued.payload.serialNumber, caID: slot.certificate.caID,
            deviceID: device.id, slotID: slot.id, dmsName: device.dmsName, deviceStatus: updated.status)
        let event =
            switch provisioning.kind {
            case .enrollment: EventCatalog.deviceEnroll
            case .reenrollment: EventCatalog.deviceReenroll
            }
        record(try event.event(payload, about: device.id, at: provisioning.time, by: provisioning.caller))
        return updated
    }

    /// The rotation that another certificate in an occupied slot is (events.md, section 5).
    func replace(
        _ previous: Slot, by slot: Slot, _ archived: [Certificate], of device: Device, at time: Timestamp,
        by caller: Caller
    ) throws {
        var old = previous.certificate
        if old.status.isLive { old = try revoke(old, .superseded, at: time, by: caller).after }
        let payload = SlotChangedPayload(
            slot: try SlotPayload(
                id: slot.id, active: slot.certificate, archive: (archived + [old]).suffix(Slot.archiveShown)),
            deviceID: device.id, dmsName: device.dmsName, deviceStatus: device.status,
            previous: try SlotPayload(
                id: slot.id, active: previous.certificate, archive: archived, wish: previous.wish))
        record(try EventCatalog.deviceRotate.event(payload, about: device.id, at: time, by: caller))
    }

    /// Lets the device's status follow its worst slot, and its end the first that ends.
    func follow(_ device: Device) throws -> Device {
        guard device.status != .decommissioned else { return device }
        var updated = device
        let standings = try slotStandings(of: device.id)
        updated.status = .following(standings.map(\.status))
        updated.expiresAt = standings.map(\.notAfter).min() ?? Device.never
        if updated.status != device.status || updated.expiresAt != device.expiresAt { try updateStanding(of: updated) }
        return updated
    }
}
