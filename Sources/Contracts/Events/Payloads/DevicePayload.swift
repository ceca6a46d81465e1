public import JSONSchema

/// A device, as events and the management API show it.
public struct DevicePayload: EventPayload, Hashable {
    /// The common name of its certificates, after a `slot:` prefix if there is one.
    public var id: String
    public var alias: String
    public var dmsName: String
    public var status: DeviceStatus
    public var slots: [SlotPayload]
    /// May enrol again though it has a certificate.
    public var allowNewEnrollment: Bool
    public var description: String
    public var tags: [String]
    public var iconName: String
    public var iconColor: String
    public var creationTimestamp: EpochMilliseconds
    /// Ours: an object that belongs to the callers, and that this server only keeps. Empty in events from before it was.
    public var metadata: [String: JSONValue]

    private enum CodingKeys: String, CodingKey {
        case id
        case alias
        case dmsName = "dms_name"
        case status
        case slots
        case allowNewEnrollment = "allow_new_enrollment"
        case description
        case tags
        case iconName = "icon_name"
        case iconColor = "icon_color"
        case creationTimestamp = "creation_timestamp"
        case metadata
    }

    public init(
        id: String, alias: String, dmsName: String, status: DeviceStatus, slots: [SlotPayload],
        allowNewEnrollment: Bool, description: String, tags: [String], iconName: String, iconColor: String,
        creationTimestamp: EpochMilliseconds, metadata: [String: JSONValue] = [:]
    ) {
        self.id = id
        self.alias = alias
        self.dmsName = dmsName
        self.status = status
        self.slots = slots
        self.allowNewEnrollment = allowNewEnrollment
        self.description = description
        self.tags = tags
        self.iconName = iconName
        self.iconColor = iconColor
        self.creationTimestamp = creationTimestamp
        self.metadata = metadata
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(String.self, forKey: .id)
        alias = try members.decode(String.self, forKey: .alias)
        dmsName = try members.decode(String.self, forKey: .dmsName)
        status = try members.decode(DeviceStatus.self, forKey: .status)
        slots = try members.decode([SlotPayload].self, forKey: .slots)
        allowNewEnrollment = try members.decode(Bool.self, forKey: .allowNewEnrollment)
        description = try members.decode(String.self, forKey: .description)
        tags = try members.decode([String].self, forKey: .tags)
        iconName = try members.decode(String.self, forKey: .iconName)
        iconColor = try members.decode(String.self, forKey: .iconColor)
        creationTimestamp = try members.decode(EpochMilliseconds.self, forKey: .creationTimestamp)
        metadata = try members.decodeIfPresent([String: JSONValue].self, forKey: .metadata) ?? [:]
    }
}

/// A place of a device for one certificate at a time, and those that were there before.
public struct SlotPayload: Codable, Sendable, Hashable {
    /// `default`, or a name.
    public var id: String
    public var activeCertificate: SlotCertificate?
    public var archiveCertificates: [SlotCertificate]
    /// Left out where nobody wants the device to re-enrol.
    public var reenrollmentWish: ReenrollmentWish?

    private enum CodingKeys: String, CodingKey {
        case id
        case activeCertificate = "active_certificate"
        case archiveCertificates = "archive_certificates"
        case reenrollmentWish = "reenrollment_wish"
    }

    public init(
        id: String, activeCertificate: SlotCertificate?, archiveCertificates: [SlotCertificate],
        reenrollmentWish: ReenrollmentWish? = nil
    ) {
        self.id = id
        self.activeCertificate = activeCertificate
        self.archiveCertificates = archiveCertificates
        self.reenrollmentWish = reenrollmentWish
    }
}

/// The wish that a device re-enrols. It stands until the device does, or somebody takes it back.
public struct ReenrollmentWish: Codable, Sendable, Hashable {
    public var requestedAt: EpochMilliseconds
    /// For a person, but for `preventive-window`: the certificate nears its end.
    public var reason: String
    /// Who wants it.
    public var by: String

    private enum CodingKeys: String, CodingKey {
        case requestedAt = "requested_at"
        case reason
        case by
    }

    public init(requestedAt: EpochMilliseconds, reason: String, by: String) {
        self.requestedAt = requestedAt
        self.reason = reason
        self.by = by
    }

    /// The reason of a wish that the expiry monitor has.
    public static let preventiveWindow = "preventive-window"
}

/// A certificate in a slot.
public struct SlotCertificate: Codable, Sendable, Hashable {
    /// Common name of the issuer.
    public var caName: String
    /// Id of the issuing CA.
    public var caID: String
    public var serialNumber: String
    public var certificate: EncodedPEM
    public var status: CertificateStatus
    public var keyMetadata: KeyMetadata
    public var subject: SubjectFields
    public var validFrom: EpochMilliseconds
    public var validTo: EpochMilliseconds
    public var revocationTimestamp: EpochMilliseconds?
    public var revocationReason: RevocationReason?

    private enum CodingKeys: String, CodingKey {
        case caName = "ca_name"
        case caID = "ca_id"
        case serialNumber = "serial_number"
        case certificate
        case status
        case keyMetadata = "key_metadata"
        case subject
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case revocationTimestamp = "revocation_timestamp"
        case revocationReason = "revocation_reason"
    }

    public init(
        caName: String, caID: String, serialNumber: String, certificate: EncodedPEM, status: CertificateStatus,
        keyMetadata: KeyMetadata, subject: SubjectFields, validFrom: EpochMilliseconds, validTo: EpochMilliseconds,
        revocationTimestamp: EpochMilliseconds? = nil, revocationReason: RevocationReason? = nil
    ) {
        self.caName = caName
        self.caID = caID
        self.serialNumber = serialNumber
        self.certificate = certificate
        self.status = status
        self.keyMetadata = keyMetadata
        self.subject = subject
        self.validFrom = validFrom
        self.validTo = validTo
        self.revocationTimestamp = revocationTimestamp
        self.revocationReason = revocationReason
    }
}
