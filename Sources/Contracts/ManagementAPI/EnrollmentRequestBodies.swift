public import Events
public import JSONSchema

/// What a person has decided on a request to enrol.
public enum EnrollmentRequestStatus: String, WireEnumeration {
    case pending = "PENDING"
    /// The certificate is issued when the client asks again.
    case approved = "APPROVED"
    case rejected = "REJECTED"
}

/// A request to enrol a device, at a DMS where a person decides.
public struct EnrollmentRequestPayload: Codable, Sendable, Hashable {
    public var id: String
    public var dmsName: String
    public var deviceID: String
    public var slotID: String
    public var status: EnrollmentRequestStatus
    public var subject: SubjectFields
    /// What is asked for, for a person to read.
    public var alternativeNames: [String]
    public var keyMetadata: KeyMetadata
    /// SHA-256 of the key's SubjectPublicKeyInfo in hexadecimal, to be compared with what the device itself says.
    public var keyFingerprint: String
    /// PKCS #10.
    public var csr: EncodedPEM
    /// Who asks, as events name it.
    public var client: String
    /// Where it asked from; empty where that is not known.
    public var remoteAddress: String
    public var creationTimestamp: EpochMilliseconds
    /// From then on it is as if it had never been made.
    public var expirationTimestamp: EpochMilliseconds
    /// Left out until somebody has decided.
    public var decisionTimestamp: EpochMilliseconds?
    public var decidedBy: String?
    /// Of the certificate, once it is issued.
    public var serialNumber: String?

    private enum CodingKeys: String, CodingKey {
        case id
        case dmsName = "dms_name"
        case deviceID = "device_id"
        case slotID = "slot_id"
        case status
        case subject
        case alternativeNames = "alternative_names"
        case keyMetadata = "key_metadata"
        case keyFingerprint = "key_fingerprint"
        case csr
        case client
        case remoteAddress = "remote_address"
        case creationTimestamp = "creation_timestamp"
        case expirationTimestamp = "expiration_timestamp"
        case decisionTimestamp = "decision_timestamp"
        case decidedBy = "decided_by"
        case serialNumber = "serial_number"
    }

    public init(
        id: String, dmsName: String, deviceID: String, slotID: String, status: EnrollmentRequestStatus,
        subject: SubjectFields, alternativeNames: [String], keyMetadata: KeyMetadata, keyFingerprint: String,
        csr: EncodedPEM, client: String, remoteAddress: String, creationTimestamp: EpochMilliseconds,
        expirationTimestamp: EpochMilliseconds, decisionTimestamp: EpochMilliseconds? = nil,
        decidedBy: String? = nil, serialNumber: String? = nil
    ) {
        self.id = id
        self.dmsName = dmsName
        self.deviceID = deviceID
        self.slotID = slotID
        self.status = status
        self.subject = subject
        self.alternativeNames = alternativeNames
        self.keyMetadata = keyMetadata
        self.keyFingerprint = keyFingerprint
        self.csr = csr
        self.client = client
        self.remoteAddress = remoteAddress
        self.creationTimestamp = creationTimestamp
        self.expirationTimestamp = expirationTimestamp
        self.decisionTimestamp = decisionTimestamp
        self.decidedBy = decidedBy
        self.serialNumber = serialNumber
    }
}

/// `PUT /v1/dms/{name}/enrollments/{id}/status`.
public struct EnrollmentDecisionBody: Codable, Sendable, Equatable {
    /// `APPROVED` or `REJECTED`.
    public var status: EnrollmentRequestStatus

    public init(status: EnrollmentRequestStatus) {
        self.status = status
    }
}
