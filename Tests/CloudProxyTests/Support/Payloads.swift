import Events
import JSONSchema
import PKIX

/// Builds payloads with the members that matter here, and plausible ones elsewhere.
enum Payloads {
    /// The projection never looks into a certificate, so any bytes are one.
    static func der(_ name: String) -> [UInt8] { Array("certificate of \(name)".utf8) }

    static func pem(_ name: String) -> EncodedPEM {
        EncodedPEM(pem: String(decoding: PEM.encode("CERTIFICATE", der(name)), as: UTF8.self))
    }

    static func pemText(_ names: String...) -> String { names.map { pem($0).pem }.joined() }

    static let from = Timestamp(seconds: 1_700_000_000)
    static let to = Timestamp(seconds: 2_000_000_000)

    static func ca(
        _ id: String, status: CertificateStatus = .active, reason: RevocationReason = .unspecified,
        type: CertificateType = .managed, labels: [String: JSONValue] = [:]
    ) -> CAPayload {
        var metadata: [String: JSONValue] = ["lamassu.io/name": .string("CA \(id)")]
        for (connector, value) in labels { metadata["lamassu.io/iot/\(connector)"] = value }
        return CAPayload(
            id: id, serialNumber: "ca-\(id)", issuerMetadata: IssuerMetadata(serialNumber: "ca-\(id)", caID: id),
            status: status, certificate: pem(id), keyMetadata: KeyMetadata(type: "ECDSA", bits: 256),
            subject: SubjectFields(commonName: id), validFrom: from, validTo: to,
            revocationTimestamp: status == .revoked ? from : .never, revocationReason: reason, engineID: "software",
            metadata: metadata, issuanceExpiration: .time(to), type: type, creationTime: from)
    }

    static func certificate(
        _ serial: String, by ca: String, status: CertificateStatus = .active, reason: RevocationReason = .unspecified
    ) -> CertificatePayload {
        CertificatePayload(
            serialNumber: serial, metadata: [:], issuerMetadata: IssuerMetadata(serialNumber: "ca-\(ca)", caID: ca),
            status: status, certificate: pem(serial), keyMetadata: KeyMetadata(type: "ECDSA", bits: 256),
            subject: SubjectFields(commonName: serial), validFrom: from, validTo: to,
            revocationTimestamp: status == .revoked ? from : .never, revocationReason: reason, type: .managed,
            engineID: "")
    }

    static func slotCertificate(
        _ serial: String, by ca: String, status: CertificateStatus = .active, reason: RevocationReason? = nil
    ) -> SlotCertificate {
        SlotCertificate(
            caName: ca, caID: ca, serialNumber: serial, certificate: pem(serial), status: status,
            keyMetadata: KeyMetadata(type: "ECDSA", bits: 256), subject: SubjectFields(commonName: serial),
            validFrom: from.milliseconds, validTo: to.milliseconds, revocationReason: reason)
    }

    static func dms(
        _ name: String, ca: String, status: DMSStatus = .approved, publishes: Bool = true,
        bootstrap: [String] = ["boot"],
        distribution: CADistributionSettings = CADistributionSettings()
    ) -> DMSPayload {
        DMSPayload(
            name: name, status: status, cloudDMS: true, aws: AWSSettings(), creationTimestamp: from.milliseconds,
            identityProfile: IdentityProfile(
                enrollmentSettings: EnrollmentSettings(authorizedCA: ca, bootstrapCAs: bootstrap),
                caDistributionSettings: distribution, awsIoTCorePublish: publishes))
    }

    static func device(
        _ id: String, dms: String, alias: String = "", status: DeviceStatus = .pendingProvisioning,
        slots: [SlotPayload] = []
    ) -> DevicePayload {
        DevicePayload(
            id: id, alias: alias, dmsName: dms, status: status, slots: slots, allowNewEnrollment: false,
            description: "", tags: [], iconName: "", iconColor: "", creationTimestamp: from.milliseconds)
    }

    static func slot(_ active: SlotCertificate?, archive: [SlotCertificate] = []) -> SlotPayload {
        SlotPayload(id: "default", activeCertificate: active, archiveCertificates: archive)
    }
}

extension EventType {
    func about(_ name: String, _ payload: Payload) throws -> PendingEvent {
        try event(payload, about: name, at: Payloads.from, by: Caller(actor: "test"))
    }
}

/// The events that a test is made of.
enum Happening {
    static func ca(_ payload: CAPayload) throws -> PendingEvent { try EventCatalog.caCreate.about(payload.id, payload) }

    static func caStatus(_ payload: CAPayload) throws -> PendingEvent {
        try EventCatalog.caUpdateStatus.about(payload.id, payload)
    }

    static func caMetadata(_ payload: CAPayload) throws -> PendingEvent {
        try EventCatalog.caUpdateMetadata.about(payload.id, payload)
    }

    static func caDeleted(_ id: String) throws -> PendingEvent {
        try EventCatalog.caDelete.about(id, CADeletedPayload(caID: id, serialNumber: "ca-\(id)"))
    }

    static func signed(_ serial: String, by ca: String) throws -> PendingEvent {
        try EventCatalog.caSignCertificate.about(serial, Payloads.certificate(serial, by: ca))
    }

    static func certificate(
        _ serial: String, by ca: String, _ status: CertificateStatus, _ reason: RevocationReason = .unspecified
    ) throws -> PendingEvent {
        try EventCatalog.certificateUpdateStatus.about(
            serial, Payloads.certificate(serial, by: ca, status: status, reason: reason))
    }

    static func dms(_ payload: DMSPayload) throws -> PendingEvent {
        try EventCatalog.dmsCreate.about(payload.name, DMSCreatedPayload(dms: payload))
    }

    static func dmsUpdate(_ payload: DMSPayload) throws -> PendingEvent {
        try EventCatalog.dmsUpdate.about(payload.name, payload)
    }

    static func device(_ payload: DevicePayload) throws -> PendingEvent {
        try EventCatalog.deviceCreate.about(payload.id, payload)
    }

    /// - Parameter ca: named by our own events; producers of the Lamassu generation name no issuer.
    static func enrolled(_ device: String, dms: String, _ serial: String, by ca: String? = nil) throws -> PendingEvent {
        try EventCatalog.deviceEnroll.about(
            device,
            EnrollmentPayload(
                certificate: Payloads.pem(serial), serialNumber: ca.map { _ in serial }, caID: ca, deviceID: device,
                slotID: "default", dmsName: dms,
                deviceStatus: .fullyProvisioned))
    }

    /// A device's first contact: registered, signed, enrolled.
    static func firstEnrolment(_ device: String, dms: String, _ serial: String, by ca: String) throws -> [PendingEvent]
    {
        [
            try self.device(Payloads.device(device, dms: dms)), try signed(serial, by: ca),
            try enrolled(device, dms: dms, serial, by: ca),
        ]
    }
}
