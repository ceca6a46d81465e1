public import JSONSchema

/// A certificate, as events and the management API show it.
public struct CertificatePayload: EventPayload, Hashable {
    public var serialNumber: String
    public var metadata: [String: JSONValue]
    public var issuerMetadata: IssuerMetadata
    public var status: CertificateStatus
    public var certificate: EncodedPEM
    public var keyMetadata: KeyMetadata
    public var subject: SubjectFields
    public var validFrom: Timestamp
    public var validTo: Timestamp
    public var revocationTimestamp: Timestamp
    public var revocationReason: RevocationReason
    public var type: CertificateType
    /// The key store that holds the private key; `""` where we do not hold it.
    public var engineID: String

    private enum CodingKeys: String, CodingKey {
        case serialNumber = "serial_number"
        case metadata
        case issuerMetadata = "issuer_metadata"
        case status
        case certificate
        case keyMetadata = "key_metadata"
        case subject
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case revocationTimestamp = "revocation_timestamp"
        case revocationReason = "revocation_reason"
        case type
        case engineID = "engine_id"
    }

    public init(
        serialNumber: String, metadata: [String: JSONValue], issuerMetadata: IssuerMetadata, status: CertificateStatus,
        certificate: EncodedPEM, keyMetadata: KeyMetadata, subject: SubjectFields, validFrom: Timestamp,
        validTo: Timestamp, revocationTimestamp: Timestamp, revocationReason: RevocationReason, type: CertificateType,
        engineID: String
    ) {
        self.serialNumber = serialNumber
        self.metadata = metadata
        self.issuerMetadata = issuerMetadata
        self.status = status
        self.certificate = certificate
        self.keyMetadata = keyMetadata
        self.subject = subject
        self.validFrom = validFrom
        self.validTo = validTo
        self.revocationTimestamp = revocationTimestamp
        self.revocationReason = revocationReason
        self.type = type
        self.engineID = engineID
    }
}
