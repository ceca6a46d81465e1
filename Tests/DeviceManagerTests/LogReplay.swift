import EventLog
import Events
import ManagementAPI
import PKIX

/// Devices as somebody knows them who has read nothing but the event log.
struct LogReplay: Equatable {
    struct Device: Equatable {
        var status: DeviceStatus
        var alias: String
        var slots: [String: Slot] = [:]
    }

    struct Slot: Equatable {
        var active: String
        var archive: [String] = []
        var isWished = false
    }

    private(set) var devices: [String: Device] = [:]
    private(set) var certificates: [String: CertificateStatus] = [:]

    init(_ events: [LoggedEvent]) throws {
        for event in events { try read(event) }
    }

    private mutating func read(_ event: LoggedEvent) throws {
        func payload<Payload: Decodable>(_ type: Payload.Type) throws -> Payload {
            try WireJSON.decode(type, from: event.data)
        }
        switch event.type {
        case EventCatalog.caSignCertificate.name, EventCatalog.certificateUpdateStatus.name:
            let certificate = try payload(CertificatePayload.self)
            certificates[certificate.serialNumber] = certificate.status
        case EventCatalog.deviceCreate.name, EventCatalog.deviceUpdate.name, EventCatalog.deviceDecommission.name:
            let device = try payload(DevicePayload.self)
            devices[device.id] = Device(device)
        case EventCatalog.deviceRotate.name, EventCatalog.deviceRevoke.name:
            let change = try payload(SlotChangedPayload.self)
            let isWished = event.type == EventCatalog.deviceRevoke.name && wish(change.slotID, change.deviceID)
            devices[change.deviceID]?.slots[change.id] = Slot(
                active: change.activeCertificate?.serialNumber ?? "",
                archive: change.archiveCertificates.map(\.serialNumber), isWished: isWished)
            devices[change.deviceID]?.status = change.deviceStatus
        case EventCatalog.deviceEnroll.name, EventCatalog.deviceReenroll.name:
            let enrollment = try payload(EnrollmentPayload.self)
            let archive = devices[enrollment.deviceID]?.slots[enrollment.slotID]?.archive ?? []
            devices[enrollment.deviceID]?.slots[enrollment.slotID] = Slot(
                active: enrollment.serialNumber ?? "", archive: archive)
            devices[enrollment.deviceID]?.status = enrollment.deviceStatus
        case EventCatalog.deviceForceReenroll.name:
            let wish = try payload(ForceReenrollPayload.self)
            devices[wish.deviceID]?.slots[wish.slotID]?.isWished = wish.requireReenrollment
            devices[wish.deviceID]?.status = wish.deviceStatus
        default: break
        }
    }

    private func wish(_ slot: String, _ device: String) -> Bool { devices[device]?.slots[slot]?.isWished ?? false }
}

extension LogReplay.Device {
    /// As the API shows it.
    init(_ device: DevicePayload) {
        self.init(status: device.status, alias: device.alias)
        for slot in device.slots {
            slots[slot.id] = LogReplay.Slot(
                active: slot.activeCertificate?.serialNumber ?? "",
                archive: slot.archiveCertificates.map(\.serialNumber), isWished: slot.reenrollmentWish != nil)
        }
    }
}
