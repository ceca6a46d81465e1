public import Events
public import JSONSchema

/// `POST /v1/cas/import`.
public struct ImportCABody: Codable, Sendable, Equatable {
    /// Made up where it is left out; that of the request where the certificate answers one.
    public var id: String?
    public var certificate: EncodedPEM
    /// Its key, to sign with; without it the CA is known and cannot sign.
    public var privateKey: SecretPEM?
    /// How long what it issues is valid; a year where it is left out.
    public var issuanceExpiration: Validity?
    public var metadata: [String: JSONValue]?

    private enum CodingKeys: String, CodingKey {
        case id
        case certificate
        case privateKey = "private_key"
        case issuanceExpiration = "issuance_expiration"
        case metadata
    }

    public init(
        id: String? = nil, certificate: EncodedPEM, privateKey: SecretPEM? = nil,
        issuanceExpiration: Validity? = nil, metadata: [String: JSONValue]? = nil
    ) {
        self.id = id
        self.certificate = certificate
        self.privateKey = privateKey
        self.issuanceExpiration = issuanceExpiration
        self.metadata = metadata
    }
}

/// `POST /v1/cas/{id}/reissue`: a new certificate for the same key.
public struct ReissueCABody: Codable, Sendable, Equatable {
    /// As long as the present certificate, cut to the parent's end, where it is left out.
    public var validity: Validity?
    /// What an issuer that is not here has signed for this CA; nothing is signed then.
    public var certificate: EncodedPEM?

    public init(validity: Validity? = nil, certificate: EncodedPEM? = nil) {
        self.validity = validity
        self.certificate = certificate
    }
}

/// `POST /v1/cas/{id}/rekey`: a new key and a certificate for it.
public struct RekeyCABody: Codable, Sendable, Equatable {
    /// As the present one where it is left out.
    public var key: KeyBody?
    /// As long as the present certificate, cut to the parent's end, where it is left out.
    public var validity: Validity?

    public init(key: KeyBody? = nil, validity: Validity? = nil) {
        self.key = key
        self.validity = validity
    }
}

/// `POST /v1/ca-requests`: a key for a CA whose certificate an outside CA is to sign.
public struct CreateCARequestBody: Codable, Sendable, Equatable {
    /// The id that the CA is to have; made up where it is left out.
    public var id: String?
    public var subject: SubjectBody
    public var key: KeyBody
    /// Asked for: how many CAs may stand below it.
    public var pathLength: Int?
    public var engineID: String?

    private enum CodingKeys: String, CodingKey {
        case id
        case subject
        case key
        case pathLength = "path_length"
        case engineID = "engine_id"
    }

    public init(
        id: String? = nil, subject: SubjectBody, key: KeyBody, pathLength: Int? = nil, engineID: String? = nil
    ) {
        self.id = id
        self.subject = subject
        self.key = key
        self.pathLength = pathLength
        self.engineID = engineID
    }
}
