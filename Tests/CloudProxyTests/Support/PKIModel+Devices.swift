import Events

extension PKIModel {
    mutating func enrolNewDevice() throws -> [PendingEvent] {
        guard devices.count < 60, let name = pick(dmss.keys), let dms = dmss[name], isIssuing(dms.ca) else { return [] }
        let id = fresh("device")
        devices[id] = Device(dms: name)
        let created = try Happening.device(payload(ofDevice: id))
        guard chance(80) else { return [created] }
        let serial = issue(by: dms.ca, for: id)
        devices[id]?.active = serial
        devices[id]?.status = .fullyProvisioned
        return [
            created, try Happening.signed(serial, by: dms.ca), try Happening.enrolled(id, dms: name, serial),
        ]
    }

    mutating func reenrol() throws -> [PendingEvent] {
        guard let id = pickDevice(), let device = devices[id], let ca = dmss[device.dms]?.ca, isIssuing(ca) else {
            return []
        }
        let before = slot(of: id)
        let serial = issue(by: ca, for: id)
        var events = [try Happening.signed(serial, by: ca)]
        if let old = device.active {
            if certificates[old]?.status.isLive == true {
                certificates[old]?.status = .revoked
                certificates[old]?.reason = .superseded
                events.append(try statusEvent(of: old))
            }
            devices[id]?.archive.append(old)
        }
        devices[id]?.active = serial
        devices[id]?.status = .fullyProvisioned
        guard device.active != nil else { return events + [try Happening.enrolled(id, dms: device.dms, serial)] }
        let reenrolled = EnrollmentPayload(
            certificate: Payloads.pem(serial), deviceID: id, slotID: "default", dmsName: device.dms,
            deviceStatus: .fullyProvisioned)
        return events + [
            try EventCatalog.deviceRotate.about(id, slotChange(id, before)),
            try EventCatalog.deviceReenroll.about(id, reenrolled),
        ]
    }

    mutating func revokeOrHold() throws -> [PendingEvent] {
        guard let id = pickDevice(), let serial = devices[id]?.active, certificates[serial]?.status.isLive == true
        else {
            return []
        }
        let before = slot(of: id)
        let isRevoked = chance(80)
        let reason: RevocationReason = chance(50) ? .certificateHold : .keyCompromise
        certificates[serial]?.status = isRevoked ? .revoked : .expired
        certificates[serial]?.reason = isRevoked ? reason : .unspecified
        devices[id]?.status = .requiresAction
        return [
            try statusEvent(of: serial),
            try EventCatalog.deviceRevoke.about(id, slotChange(id, before)),
        ]
    }

    mutating func release() throws -> [PendingEvent] {
        let held = certificates.filter { $0.value.reason == .certificateHold && $0.value.status == .revoked }
        guard let serial = pick(held.keys), let device = certificates[serial]?.device,
            devices[device]?.status != .decommissioned
        else { return [] }
        certificates[serial]?.status = .active
        certificates[serial]?.reason = .unspecified
        return [try statusEvent(of: serial)]
    }

    mutating func decommission() throws -> [PendingEvent] {
        guard chance(30), let id = pickDevice() else { return [] }
        var events: [PendingEvent] = []
        if let serial = devices[id]?.active, certificates[serial]?.status.isLive == true {
            let before = slot(of: id)
            certificates[serial]?.status = .revoked
            certificates[serial]?.reason = .cessationOfOperation
            events = [try statusEvent(of: serial), try EventCatalog.deviceRevoke.about(id, slotChange(id, before))]
        }
        devices[id]?.status = .decommissioned
        return events + [try EventCatalog.deviceDecommission.about(id, payload(ofDevice: id))]
    }

    mutating func updateDevice() throws -> [PendingEvent] {
        guard let id = pickDevice() else { return [] }
        let alias = "alias \(number(0..<100))"
        devices[id]?.alias = alias
        if chance(20), let dms = pick(dmss.keys) { devices[id]?.dms = dms }
        return [try EventCatalog.deviceUpdate.about(id, payload(ofDevice: id))]
    }

    /// What changes nothing for a cloud.
    mutating func sideEvents() throws -> [PendingEvent] {
        guard let id = pickDevice(), let device = devices[id], let serial = device.active,
            let certificate = certificates[serial]
        else { return [] }
        let wish = ForceReenrollPayload(
            deviceID: id, slotID: "default", requireReenrollment: chance(50), certificate: Payloads.pem(serial),
            dmsName: device.dms, deviceStatus: device.status)
        let payload = Payloads.certificate(
            serial, by: certificate.ca, status: certificate.status, reason: certificate.reason)
        return [
            try EventCatalog.deviceForceReenroll.about(id, wish),
            try EventCatalog.certificateUpdateMetadata.about(serial, payload),
        ]
    }

    private mutating func pickDevice() -> String? {
        pick(devices.filter { $0.value.status != .decommissioned }.keys)
    }

    private func isIssuing(_ ca: String) -> Bool {
        cas[ca].map { !$0.isDeleted && $0.status.isLive && $0.type == .managed } ?? false
    }

    private mutating func issue(by ca: String, for device: String) -> String {
        let serial = fresh("serial")
        certificates[serial] = Certificate(ca: ca, device: device)
        return serial
    }

    private func slotChange(_ id: String, _ before: SlotPayload) -> SlotChangedPayload {
        guard let device = devices[id] else { preconditionFailure("only devices of the model are asked for") }
        return SlotChangedPayload(
            slot: slot(of: id), deviceID: id, dmsName: device.dms, deviceStatus: device.status, previous: before)
    }
}
