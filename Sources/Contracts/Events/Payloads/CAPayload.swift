public import JSONSchema

/// Serial number and CA of an issuer; for a root, its own.
public struct IssuerMetadata: Codable, Sendable, Hashable {
    public let serialNumber: String
    public let caID: String

    private enum CodingKeys: String, CodingKey {
        case serialNumber = "serial_number"
        case caID = "ca_id"
    }

    public init(serialNumber: String, caID: String) {
        self.serialNumber = serialNumber
        self.caID = caID
    }
}

/// A CA, as events and the management API show it.
public struct CAPayload: EventPayload, Hashable {
    public var id: String
    public var serialNumber: String
    public var issuerMetadata: IssuerMetadata
    public var status: CertificateStatus
    public var certificate: EncodedPEM
    public var keyMetadata: KeyMetadata
    public var subject: SubjectFields
    public var validFrom: Timestamp
    public var validTo: Timestamp
    public var revocationTimestamp: Timestamp
    public var revocationReason: RevocationReason
    public var engineID: String
    public var metadata: [String: JSONValue]
    public var issuanceExpiration: Validity
    public var type: CertificateType
    public var creationTime: Timestamp

    private enum CodingKeys: String, CodingKey {
        case id
        case serialNumber = "serial_number"
        case issuerMetadata = "issuer_metadata"
        case status
        case certificate
        case keyMetadata = "key_metadata"
        case subject
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case revocationTimestamp = "revocation_timestamp"
        case revocationReason = "revocation_reason"
        case engineID = "engine_id"
        case metadata
        case issuanceExpiration = "issuance_expiration"
        case type
        case creationTime = "creation_ts"
    }

    public init(
        id: String, serialNumber: String, issuerMetadata: IssuerMetadata, status: CertificateStatus,
        certificate: EncodedPEM, keyMetadata: KeyMetadata, subject: SubjectFields, validFrom: Timestamp,
        validTo: Timestamp, revocationTimestamp: Timestamp, revocationReason: RevocationReason, engineID: String,
        metadata: [String: JSONValue], issuanceExpiration: Validity, type: CertificateType, creationTime: Timestamp
    ) {
        self.id = id
        self.serialNumber = serialNumber
        self.issuerMetadata = issuerMetadata
        self.status = status
        self.certificate = certificate
        self.keyMetadata = keyMetadata
        self.subject = subject
        self.validFrom = validFrom
        self.validTo = validTo
        self.revocationTimestamp = revocationTimestamp
        self.revocationReason = revocationReason
        self.engineID = engineID
        self.metadata = metadata
        self.issuanceExpiration = issuanceExpiration
        self.type = type
        self.creationTime = creationTime
    }
}

/// What is left to say of a CA that was deleted.
public struct CADeletedPayload: EventPayload {
    /// The CA's id, under the name that existing consumers read.
    public let legacyID: String
    public let caID: String
    public let serialNumber: String

    private enum CodingKeys: String, CodingKey {
        case legacyID = "CAID"
        case caID = "ca_id"
        case serialNumber = "serial_number"
    }

    public init(caID: String, serialNumber: String) {
        legacyID = caID
        self.caID = caID
        self.serialNumber = serialNumber
    }
}
