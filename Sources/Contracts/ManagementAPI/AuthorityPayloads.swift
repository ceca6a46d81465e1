public import Events
public import JSONSchema

/// A request for a CA certificate that waits for an outside CA to sign it.
public struct CARequestPayload: Codable, Sendable, Hashable {
    /// The id that the CA will have.
    public var id: String
    public var subject: SubjectFields
    public var keyMetadata: KeyMetadata
    public var engineID: String
    /// PKCS #10.
    public var csr: EncodedPEM
    public var creationTime: Timestamp

    private enum CodingKeys: String, CodingKey {
        case id
        case subject
        case keyMetadata = "key_metadata"
        case engineID = "engine_id"
        case csr
        case creationTime = "creation_ts"
    }

    public init(
        id: String, subject: SubjectFields, keyMetadata: KeyMetadata, engineID: String, csr: EncodedPEM,
        creationTime: Timestamp
    ) {
        self.id = id
        self.subject = subject
        self.keyMetadata = keyMetadata
        self.engineID = engineID
        self.csr = csr
        self.creationTime = creationTime
    }
}

/// A certificate that a CA has, has had, or that links two of its keys.
public struct AuthorityCertificatePayload: Codable, Sendable, Hashable {
    public enum Kind: String, WireEnumeration {
        /// The one that the CA signs under.
        case current
        /// One that a reissue or a rekey replaced.
        case former
        /// The old key, signed by the new one (RFC 4210, section 4.4).
        case oldWithNew = "old-with-new"
        /// The new key, signed by the old one.
        case newWithOld = "new-with-old"
    }

    public var kind: Kind
    /// Counts the keys of the CA, from 0; of a link, the new one.
    public var keyGeneration: Int
    public var serialNumber: String
    public var certificate: EncodedPEM
    public var validFrom: Timestamp
    public var validTo: Timestamp
    public var creationTime: Timestamp

    private enum CodingKeys: String, CodingKey {
        case kind
        case keyGeneration = "key_generation"
        case serialNumber = "serial_number"
        case certificate
        case validFrom = "valid_from"
        case validTo = "valid_to"
        case creationTime = "creation_ts"
    }

    public init(
        kind: Kind, keyGeneration: Int, serialNumber: String, certificate: EncodedPEM, validFrom: Timestamp,
        validTo: Timestamp, creationTime: Timestamp
    ) {
        self.kind = kind
        self.keyGeneration = keyGeneration
        self.serialNumber = serialNumber
        self.certificate = certificate
        self.validFrom = validFrom
        self.validTo = validTo
        self.creationTime = creationTime
    }
}
