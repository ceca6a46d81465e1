public import Events

/// `POST /v1/dms`. The identity profile may leave out what has a default: it is laid over
/// `IdentityProfile`'s defaults member by member before it is read.
public struct CreateDMSBody: Codable, Sendable, Equatable {
    public var name: String
    /// This server is the EST server of the DMS.
    public var cloudDMS: Bool
    public var aws: AWSSettings?
    public var identityProfile: IdentityProfile?

    private enum CodingKeys: String, CodingKey {
        case name
        case cloudDMS = "cloud_dms"
        case aws
        case identityProfile = "identity_profile"
    }

    public init(name: String, cloudDMS: Bool, aws: AWSSettings? = nil, identityProfile: IdentityProfile? = nil) {
        self.name = name
        self.cloudDMS = cloudDMS
        self.aws = aws
        self.identityProfile = identityProfile
    }
}

/// `PUT /v1/dms/{name}/status`.
public struct DMSStatusBody: Codable, Sendable, Equatable {
    public var status: DMSStatus

    public init(status: DMSStatus) {
        self.status = status
    }
}
