/// The slot whose certificate was replaced or revoked, and what it was before.
public struct SlotChangedPayload: EventPayload {
    public let id: String
    public let activeCertificate: SlotCertificate?
    public let archiveCertificates: [SlotCertificate]
    public let deviceID: String
    public let slotID: String
    public let dmsName: String
    /// After the change.
    public let deviceStatus: DeviceStatus
    /// The slot before.
    public let previous: SlotPayload

    private enum CodingKeys: String, CodingKey {
        case id
        case activeCertificate = "active_certificate"
        case archiveCertificates = "archive_certificates"
        case deviceID = "device_id"
        case slotID = "slot_id"
        case dmsName = "dms_name"
        case deviceStatus = "device_status"
        case previous
    }

    public init(
        slot: SlotPayload, deviceID: String, dmsName: String, deviceStatus: DeviceStatus, previous: SlotPayload
    ) {
        id = slot.id
        activeCertificate = slot.activeCertificate
        archiveCertificates = slot.archiveCertificates
        self.deviceID = deviceID
        slotID = slot.id
        self.dmsName = dmsName
        self.deviceStatus = deviceStatus
        self.previous = previous
    }
}

/// The certificate that a device got over EST.
public struct EnrollmentPayload: EventPayload {
    public let certificate: EncodedPEM
    /// Of the certificate; producers of the Lamassu generation leave it out.
    public let serialNumber: String?
    /// The CA that issued the certificate; likewise.
    public let caID: String?
    public let deviceID: String
    public let slotID: String
    public let dmsName: String
    /// After the enrolment.
    public let deviceStatus: DeviceStatus

    private enum CodingKeys: String, CodingKey {
        case certificate
        case serialNumber = "serial_number"
        case caID = "ca_id"
        case deviceID = "device_id"
        case slotID = "slot_id"
        case dmsName = "dms_name"
        case deviceStatus = "device_status"
    }

    public init(
        certificate: EncodedPEM, serialNumber: String? = nil, caID: String? = nil, deviceID: String, slotID: String,
        dmsName: String, deviceStatus: DeviceStatus
    ) {
        self.certificate = certificate
        self.serialNumber = serialNumber
        self.caID = caID
        self.deviceID = deviceID
        self.slotID = slotID
        self.dmsName = dmsName
        self.deviceStatus = deviceStatus
    }
}

/// A wish that a device re-enrols, or its withdrawal.
public struct ForceReenrollPayload: EventPayload {
    public let deviceID: String
    public let slotID: String
    public let requireReenrollment: Bool
    /// The active certificate of the slot.
    public let certificate: EncodedPEM
    public let dmsName: String
    public let deviceStatus: DeviceStatus

    private enum CodingKeys: String, CodingKey {
        case deviceID = "device_id"
        case slotID = "slot_id"
        case requireReenrollment = "require_reenrollment"
        case certificate = "crt"
        case dmsName = "dms_name"
        case deviceStatus = "device_status"
    }

    public init(
        deviceID: String, slotID: String, requireReenrollment: Bool, certificate: EncodedPEM, dmsName: String,
        deviceStatus: DeviceStatus
    ) {
        self.deviceID = deviceID
        self.slotID = slotID
        self.requireReenrollment = requireReenrollment
        self.certificate = certificate
        self.dmsName = dmsName
        self.deviceStatus = deviceStatus
    }
}
