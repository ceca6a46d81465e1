public import Events

/// `POST /v1/dms`. The identity profile may leave out what has a default: it is laid over
/// `IdentityProfile`'s defaults member by member before it is read.
public struct CreateDMSBody: Codable, Sendable, Equatable {
    public var name: String
    /// This server is the EST server of the DMS.
    public var cloudDMS: Bool
    public var aws: AWSSettings?
    /// For a cloud DMS.
    public var identityProfile: IdentityProfile?
    /// For a remote DMS.
    public var remoteAccessIdentity: RemoteAccessBody?

    private enum CodingKeys: String, CodingKey {
        case name
        case cloudDMS = "cloud_dms"
        case aws
        case identityProfile = "identity_profile"
        case remoteAccessIdentity = "remote_access_identity"
    }

    public init(
        name: String, cloudDMS: Bool, aws: AWSSettings? = nil, identityProfile: IdentityProfile? = nil,
        remoteAccessIdentity: RemoteAccessBody? = nil
    ) {
        self.name = name
        self.cloudDMS = cloudDMS
        self.aws = aws
        self.identityProfile = identityProfile
        self.remoteAccessIdentity = remoteAccessIdentity
    }
}

/// What a remote DMS is to be known by: either a request of a key that it has, or a key that is to be made for it.
public struct RemoteAccessBody: Codable, Sendable, Equatable {
    /// The CAs that sign for its devices; the first signs its own certificate.
    public var authorizedCAs: [String]
    /// PKCS #10 (RFC 2986), signed with the key that the DMS has.
    public var certificateRequest: EncodedPEM?
    /// The key to make; it is in the answer and nowhere else.
    public var key: KeyBody?
    /// The name in its certificate where the key is made here; the common name is the DMS's name if left out.
    public var subject: SubjectBody?

    private enum CodingKeys: String, CodingKey {
        case authorizedCAs = "authorized_cas"
        case certificateRequest = "certificate_request"
        case key
        case subject
    }

    public init(
        authorizedCAs: [String], certificateRequest: EncodedPEM? = nil, key: KeyBody? = nil,
        subject: SubjectBody? = nil
    ) {
        self.authorizedCAs = authorizedCAs
        self.certificateRequest = certificateRequest
        self.key = key
        self.subject = subject
    }
}

/// `PUT /v1/dms/{name}`: the DMS as it is shown, with other settings. What never changes by this may be left out.
public struct UpdateDMSBody: Codable, Sendable, Equatable {
    public var name: String?
    public var status: DMSStatus?
    public var cloudDMS: Bool?
    public var creationTimestamp: EpochMilliseconds?
    public var remoteAccessIdentity: RemoteAccessIdentity?
    /// The defaults where it is left out.
    public var aws: AWSSettings?
    /// For a cloud DMS; it is laid over the defaults as at its creation.
    public var identityProfile: IdentityProfile?

    private enum CodingKeys: String, CodingKey {
        case name
        case status
        case cloudDMS = "cloud_dms"
        case creationTimestamp = "creation_timestamp"
        case remoteAccessIdentity = "remote_access_identity"
        case aws
        case identityProfile = "identity_profile"
    }

    public init(aws: AWSSettings? = nil, identityProfile: IdentityProfile? = nil) {
        self.aws = aws
        self.identityProfile = identityProfile
    }
}

/// `PUT /v1/dms/{name}/status`.
public struct DMSStatusBody: Codable, Sendable, Equatable {
    public var status: DMSStatus
    /// Why the certificate of a remote DMS is revoked with it; `CessationOfOperation` where it is left out.
    public var revocationReason: RevocationReason?

    private enum CodingKeys: String, CodingKey {
        case status
        case revocationReason = "revocation_reason"
    }

    public init(status: DMSStatus, revocationReason: RevocationReason? = nil) {
        self.status = status
        self.revocationReason = revocationReason
    }
}

/// `PUT /v1/dms/{name}/authorized-cas`.
public struct AuthorizedCAsBody: Codable, Sendable, Equatable {
    /// By id, the one that signs first. A cloud DMS has exactly one.
    public var authorizedCAs: [String]

    private enum CodingKeys: String, CodingKey {
        case authorizedCAs = "authorized_cas"
    }

    public init(authorizedCAs: [String]) {
        self.authorizedCAs = authorizedCAs
    }
}
