public import JSONSchema

/// A device manufacturing system, as events and the management API show it.
public struct DMSPayload: EventPayload, Hashable {
    public var name: String
    public var status: DMSStatus
    /// This server is the EST server of the DMS.
    public var cloudDMS: Bool
    public var aws: AWSSettings
    public var creationTimestamp: EpochMilliseconds
    /// For a remote DMS.
    public var remoteAccessIdentity: RemoteAccessIdentity?
    /// For a cloud DMS.
    public var identityProfile: IdentityProfile?
    /// Ours: in the one `io.lamassuiot.dms.update` that tells of its deletion.
    public var deletionTimestamp: EpochMilliseconds?

    private enum CodingKeys: String, CodingKey {
        case name
        case status
        case cloudDMS = "cloud_dms"
        case aws
        case creationTimestamp = "creation_timestamp"
        case remoteAccessIdentity = "remote_access_identity"
        case identityProfile = "identity_profile"
        case deletionTimestamp = "deletion_timestamp"
    }

    public init(
        name: String, status: DMSStatus, cloudDMS: Bool, aws: AWSSettings, creationTimestamp: EpochMilliseconds,
        remoteAccessIdentity: RemoteAccessIdentity? = nil, identityProfile: IdentityProfile? = nil,
        deletionTimestamp: EpochMilliseconds? = nil
    ) {
        self.name = name
        self.status = status
        self.cloudDMS = cloudDMS
        self.aws = aws
        self.creationTimestamp = creationTimestamp
        self.remoteAccessIdentity = remoteAccessIdentity
        self.identityProfile = identityProfile
        self.deletionTimestamp = deletionTimestamp
    }
}

/// The payload of `io.lamassuiot.dms.create`, which wraps the DMS.
public struct DMSCreatedPayload: EventPayload {
    public let dms: DMSPayload

    public init(dms: DMSPayload) {
        self.dms = dms
    }
}

/// How the digital twins of a DMS's devices are kept in AWS.
public struct AWSSettings: Codable, Sendable, Hashable {
    public enum ShadowType: String, WireEnumeration {
        case classic = "CLASSIC"
        case named = "NAMED"
    }

    public var shadowType: ShadowType

    private enum CodingKeys: String, CodingKey {
        case shadowType = "shadow_type"
    }

    public init(shadowType: ShadowType = .named) {
        self.shadowType = shadowType
    }
}

/// How a remote DMS proves who it is.
public struct RemoteAccessIdentity: Codable, Sendable, Hashable {
    public var serialNumber: String
    public var keyMetadata: KeyMetadata
    public var subject: SubjectFields
    public var authorizedCAs: [String]
    public var externalKeyGeneration: Bool
    public var certificate: EncodedPEM?
    public var certificateRequest: EncodedPEM?

    private enum CodingKeys: String, CodingKey {
        case serialNumber = "serial_number"
        case keyMetadata = "key_metadata"
        case subject
        case authorizedCAs = "authorized_cas"
        case externalKeyGeneration = "external_key_generation"
        case certificate
        case certificateRequest = "certificate_request"
    }

    public init(
        serialNumber: String, keyMetadata: KeyMetadata, subject: SubjectFields, authorizedCAs: [String],
        externalKeyGeneration: Bool, certificate: EncodedPEM? = nil, certificateRequest: EncodedPEM? = nil
    ) {
        self.serialNumber = serialNumber
        self.keyMetadata = keyMetadata
        self.subject = subject
        self.authorizedCAs = authorizedCAs
        self.externalKeyGeneration = externalKeyGeneration
        self.certificate = certificate
        self.certificateRequest = certificateRequest
    }
}
