public import Events
public import JSONSchema

/// A distinguished name in a request; at least one attribute must be given.
public struct SubjectBody: Codable, Sendable, Hashable {
    public var commonName: String?
    public var organization: String?
    public var organizationUnit: String?
    public var country: String?
    public var state: String?
    public var locality: String?

    private enum CodingKeys: String, CodingKey {
        case commonName = "common_name"
        case organization
        case organizationUnit = "organization_unit"
        case country
        case state
        case locality
    }

    public init(commonName: String?, organization: String? = nil, country: String? = nil) {
        self.commonName = commonName
        self.organization = organization
        self.country = country
    }
}

/// Which key to make.
public struct KeyBody: Codable, Sendable, Equatable {
    /// `ECDSA`, `RSA`, `Ed25519` or `ML-DSA`.
    public var type: String
    /// ECDSA: 256, 384 or 521. RSA: 2048 to 4096 in steps of 128. Ed25519: 256. ML-DSA: the parameter set, 65 or 87.
    public var bits: Int

    public init(type: String, bits: Int) {
        self.type = type
        self.bits = bits
    }
}

/// `POST /v1/cas`.
public struct CreateCABody: Codable, Sendable, Equatable {
    /// Made up where it is left out.
    public var id: String?
    public var subject: SubjectBody
    public var key: KeyBody
    /// The CA that signs it; a root where it is left out.
    public var parentID: String?
    public var validity: Validity
    /// How long what it issues is valid.
    public var issuanceExpiration: Validity
    public var engineID: String?
    public var metadata: [String: JSONValue]?
    /// How many CAs may stand below it; any number where it is left out.
    public var pathLength: Int?
    /// The names that may stand below it; any where it is left out.
    public var nameConstraints: NameConstraintsBody?
    /// Into how many lists its CRL is divided: 1 to 256; 1 where it is left out.
    public var crlShards: Int?

    private enum CodingKeys: String, CodingKey {
        case id
        case subject
        case key
        case parentID = "parent_id"
        case validity
        case issuanceExpiration = "issuance_expiration"
        case engineID = "engine_id"
        case metadata
        case pathLength = "path_length"
        case nameConstraints = "name_constraints"
        case crlShards = "crl_shards"
    }

    public init(
        id: String? = nil, subject: SubjectBody, key: KeyBody, parentID: String? = nil, validity: Validity,
        issuanceExpiration: Validity, engineID: String? = nil, metadata: [String: JSONValue]? = nil,
        pathLength: Int? = nil, nameConstraints: NameConstraintsBody? = nil, crlShards: Int? = nil
    ) {
        self.id = id
        self.subject = subject
        self.key = key
        self.parentID = parentID
        self.validity = validity
        self.issuanceExpiration = issuanceExpiration
        self.engineID = engineID
        self.metadata = metadata
        self.pathLength = pathLength
        self.nameConstraints = nameConstraints
        self.crlShards = crlShards
    }
}

/// `PUT /v1/cas/{id}/status` and `PUT /v1/certificates/{serial}/status`.
public struct CertificateStatusBody: Codable, Sendable, Equatable {
    public var status: CertificateStatus
    public var revocationReason: RevocationReason?

    private enum CodingKeys: String, CodingKey {
        case status
        case revocationReason = "revocation_reason"
    }

    public init(status: CertificateStatus, revocationReason: RevocationReason? = nil) {
        self.status = status
        self.revocationReason = revocationReason
    }
}

/// `POST /v1/cas/{id}/certificates/sign`.
public struct SignBody: Codable, Sendable, Equatable {
    public var csr: EncodedPEM
    /// The issuance profile; `device` where it is left out.
    public var profile: String?

    public init(csr: EncodedPEM, profile: String? = nil) {
        self.csr = csr
        self.profile = profile
    }
}
