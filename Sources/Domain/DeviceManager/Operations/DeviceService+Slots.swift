public import Events
public import ManagementAPI
import CertificateAuthority
import EventLog
import PKIX
import Storage

extension DeviceService {
    /// - Throws: `Refusal` where there is no such slot.
    public func slot(_ slotID: String, of id: String) async throws -> SlotPayload {
        try await database.read { try $0.payload(of: try $0.existingSlot(slotID, of: id)) }
    }

    /// Revokes the active certificate of a slot.
    /// - Throws: `Refusal`, also where it is not live.
    public func revoke(
        slot slotID: String, of id: String, _ body: RevokeSlotBody, by caller: Caller
    ) async throws -> SlotPayload {
        let time = clock.now()
        return try await database.write { tx in
            let slot = try tx.existingSlot(slotID, of: id)
            try tx.revoke(slot, body.revocationReason ?? .unspecified, at: time, by: caller)
            return try tx.payload(of: try tx.existingSlot(slotID, of: id))
        }
    }

    /// Puts a wish to re-enrol on a slot, or withdraws it; what changes nothing leaves no event.
    /// - Throws: `Refusal`.
    public func forceReenroll(
        slot slotID: String, of id: String, _ body: ForceReenrollBody, by caller: Caller
    ) async throws -> SlotPayload {
        let time = clock.now()
        let reason = body.reason ?? Self.unsaid
        guard reason.unicodeScalars.count <= Self.reasonMax else {
            throw Refusal.invalid(
                "reason-too-long", at: "/reason", "A reason has at most \(Self.reasonMax) characters.")
        }
        let wish = ReenrollmentWish(requestedAt: time.milliseconds, reason: reason, by: caller.actor)
        return try await database.write { tx in
            let slot = try tx.existingSlot(slotID, of: id)
            let device = try tx.existingDevice(id)
            try device.ensureInUse()
            _ = try tx.change(slot, of: device, to: body.requireReenrollment ? wish : nil, at: time, by: caller)
            return try tx.payload(of: try tx.existingSlot(slotID, of: id))
        }
    }

    /// Puts a certificate that was issued before into a slot. What was there is archived and, where it is live, revoked
    /// (Superseded), as in a rotation.
    /// - Throws: `Refusal`.
    public func importCertificate(
        into slotID: String, of id: String, _ body: ImportIntoSlotBody, by caller: Caller
    ) async throws -> SlotPayload {
        let serial: SerialNumber
        do {
            serial = try SerialNumber(hex: body.serialNumber)
        } catch {
            throw Refusal.invalid("serial-malformed", at: "/serial_number", error.description)
        }
        _ = try SlotName(commonName: slotID == SlotName.defaultSlot ? id : "\(slotID):\(id)")
        let time = clock.now()
        return try await database.write { tx in
            let device = try tx.existingDevice(id)
            try device.ensureInUse()
            let certificate = try tx.freeCertificate(serial)
            try tx.install(certificate, into: slotID, of: device, at: time, by: caller)
            return try tx.payload(of: try tx.existingSlot(slotID, of: id))
        }
    }

    static let unsaid = "requested"
    static let reasonMax = 1_024
}

extension Reading where Self: ~Copyable {
    /// - Throws: `Refusal` where there is no such slot, or no such device.
    func existingSlot(_ slotID: String, of id: String) throws -> Slot {
        guard let slot = try slot(slotID, of: id) else {
            _ = try existingDevice(id)
            throw Refusal(.notFound, "slot-not-found", "Device \"\(id)\" has no slot \"\(slotID)\".")
        }
        return slot
    }

    func payload(of slot: Slot) throws -> SlotPayload {
        try SlotPayload(
            id: slot.id, active: slot.certificate, archive: try archive(ofSlot: slot.id, of: slot.deviceID),
            wish: slot.wish)
    }

    /// A live certificate that is in no slot.
    fileprivate func freeCertificate(_ serial: SerialNumber) throws -> Certificate {
        guard let certificate = try certificate(serial) else {
            throw Refusal.invalid(
                "certificate-not-found", at: "/serial_number", "There is no certificate \(serial.hex) on record.")
        }
        guard certificate.status.isLive else {
            throw Refusal(
                .conflict, "certificate-not-live", "Certificate \(serial.hex) is \(certificate.status.rawValue).")
        }
        if let holder = try slot(holding: serial) {
            throw Refusal(
                .conflict, "certificate-in-use",
                "Certificate \(serial.hex) is in slot \"\(holder.id)\" of device \"\(holder.deviceID)\".")
        }
        return certificate
    }
}
