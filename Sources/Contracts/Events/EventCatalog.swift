/// The 20 event types, in the order of the specification.
public enum EventCatalog {
    public static let caCreate = EventType<CAPayload>(
        "ca.create", by: .certificateAuthority, about: .ca,
        "A CA was created.")
    public static let caImport = EventType<CAPayload>(
        "ca.import", by: .certificateAuthority, about: .ca,
        "A CA was imported, with its key or as a certificate only.")
    public static let caUpdateStatus = EventType<CAPayload>(
        "ca.update.status", by: .certificateAuthority, about: .ca,
        "The status of a CA changed.")
    public static let caUpdateMetadata = EventType<CAPayload>(
        "ca.update.metadata", by: .certificateAuthority, about: .ca,
        "The metadata of a CA changed.")
    public static let caDelete = EventType<CADeletedPayload>(
        "ca.delete", by: .certificateAuthority, about: .ca,
        "A CA was deleted.")
    public static let caSignCertificate = EventType<CertificatePayload>(
        "ca.sign-certificate", by: .certificateAuthority, about: .certificate,
        "A certificate was signed.")
    public static let certificateUpdateStatus = EventType<CertificatePayload>(
        "certificate.update.status", by: .certificateAuthority, about: .certificate,
        "The status of a certificate changed.")
    public static let certificateUpdateMetadata = EventType<CertificatePayload>(
        "certificate.update.metadata", by: .certificateAuthority, about: .certificate,
        "The metadata of a certificate changed.")

    public static let dmsCreate = EventType<DMSCreatedPayload>(
        "io.lamassuiot.dms.create", by: .dmsManager, about: .dms,
        "A DMS was created.")
    public static let dmsUpdateStatus = EventType<DMSPayload>(
        "io.lamassuiot.dms.update-status", by: .dmsManager, about: .dms,
        "The status of a DMS changed.")
    public static let dmsUpdate = EventType<DMSPayload>(
        "io.lamassuiot.dms.update", by: .dmsManager, about: .dms,
        "The settings of a DMS changed.")
    public static let dmsUpdateAuthorizedCAs = EventType<DMSPayload>(
        "io.lamassuiot.dms.update-authorizedcas", by: .dmsManager, about: .dms,
        "The authorised CAs of a DMS changed.")

    public static let deviceCreate = EventType<DevicePayload>(
        "io.lamassuiot.device.create", by: .deviceManager, about: .device,
        "A device was registered, through the API or by EST on first contact.")
    public static let deviceUpdate = EventType<DevicePayload>(
        "io.lamassuiot.device.update", by: .deviceManager, about: .device,
        "A device changed.")
    public static let deviceDecommission = EventType<DevicePayload>(
        "io.lamassuiot.device.decommision", by: .deviceManager, about: .device,
        "A device was decommissioned.")
    public static let deviceRotate = EventType<SlotChangedPayload>(
        "io.lamassuiot.device.rotate", by: .deviceManager, about: .device,
        "The active certificate of a slot was replaced.")
    public static let deviceRevoke = EventType<SlotChangedPayload>(
        "io.lamassuiot.device.revoke", by: .deviceManager, about: .device,
        "The active certificate of a slot was revoked.")
    public static let deviceEnroll = EventType<EnrollmentPayload>(
        "io.lamassuiot.device.enroll", by: .deviceManager, about: .device,
        "A device enrolled over EST.")
    public static let deviceReenroll = EventType<EnrollmentPayload>(
        "io.lamassuiot.device.reenroll", by: .deviceManager, about: .device,
        "A device re-enrolled over EST.")
    public static let deviceForceReenroll = EventType<ForceReenrollPayload>(
        "io.lamassuiot.device.forceReenroll", by: .deviceManager, about: .device,
        "A device shall re-enrol, or such a wish was withdrawn.")

    /// All rows, in the order of the specification.
    public static let rows: [EventRow] = [
        EventRow(caCreate), EventRow(caImport), EventRow(caUpdateStatus), EventRow(caUpdateMetadata),
        EventRow(caDelete), EventRow(caSignCertificate), EventRow(certificateUpdateStatus),
        EventRow(certificateUpdateMetadata),
        EventRow(dmsCreate), EventRow(dmsUpdateStatus), EventRow(dmsUpdate), EventRow(dmsUpdateAuthorizedCAs),
        EventRow(deviceCreate), EventRow(deviceUpdate), EventRow(deviceDecommission), EventRow(deviceRotate),
        EventRow(deviceRevoke), EventRow(deviceEnroll), EventRow(deviceReenroll), EventRow(deviceForceReenroll),
    ]

    /// The row of a wire name.
    public static func row(named name: String) -> EventRow? {
        rowsByName[name]
    }

    private static let rowsByName = Dictionary(rows.map { ($0.name, $0) }) { first, _ in first }
}
