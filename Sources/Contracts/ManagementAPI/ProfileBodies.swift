public import Events
public import JSONSchema

/// An issuance profile: `POST /v1/profiles`, `PUT /v1/profiles/{id}`, and what both and GET answer.
///
/// What a request may leave out has a default; an answer says everything.
public struct ProfileBody: Codable, Sendable, Equatable {
    /// Required by POST. PUT may leave it out.
    public var id: String?
    /// A sentence for people.
    public var summary: String?
    public var subject: SubjectRulesBody?
    public var alternativeNames: AlternativeNameRulesBody?
    public var keys: KeyRulesBody?
    public var validity: ValidityRulesBody?
    public var basicConstraints: BasicConstraintsBody?
    public var keyUsage: [KeyUsageName]
    /// Object identifiers, or the names of RFC 5280; no such extension where it is left out.
    public var extendedKeyUsages: [String]?
    public var extendedKeyUsagesCritical: Bool?
    public var certificatePolicies: [CertificatePolicyBody]?
    public var extensions: [CustomExtensionBody]?
    /// Write id-pkix-ocsp-nocheck (RFC 6960, section 4.2.2.2.1).
    public var ocspNoCheck: Bool?
    public var validationPoints: ValidationPointRulesBody?
    /// Only in answers: part of the house, and cannot be changed.
    public var builtIn: Bool?
    /// Only in answers: what is allowed, but most likely not meant.
    public var warnings: [ProfileWarning]?

    private enum CodingKeys: String, CodingKey {
        case id
        case summary
        case subject
        case alternativeNames = "alternative_names"
        case keys
        case validity
        case basicConstraints = "basic_constraints"
        case keyUsage = "key_usage"
        case extendedKeyUsages = "extended_key_usages"
        case extendedKeyUsagesCritical = "extended_key_usages_critical"
        case certificatePolicies = "certificate_policies"
        case extensions
        case ocspNoCheck = "ocsp_no_check"
        case validationPoints = "validation_points"
        case builtIn = "built_in"
        case warnings
    }

    public init(id: String? = nil, keyUsage: [KeyUsageName]) {
        self.id = id
        self.keyUsage = keyUsage
    }
}

/// The bits of the key usage, as RFC 5280, section 4.2.1.3, names them.
public enum KeyUsageName: String, WireEnumeration {
    case digitalSignature
    case contentCommitment
    case keyEncipherment
    case dataEncipherment
    case keyAgreement
    case keyCertSign
    case cRLSign
    case encipherOnly
    case decipherOnly
}

/// What becomes of a part of a request that no rule speaks of.
public enum Treatment: String, WireEnumeration {
    /// It stands in the certificate as it was asked for.
    case kept
    /// It is left out, silently.
    case dropped
    /// The request is refused.
    case refused
}

/// Whether a certificate may be shortened to end with its issuer.
public enum ExceedingIssuer: String, WireEnumeration {
    case cut
    case reject
}

/// Which keys are certified; what is left out is not taken.
public struct KeyRulesBody: Codable, Sendable, Equatable {
    public var rsa: BitRange?
    /// Sizes of NIST prime curves: 256, 384, 521.
    public var ecdsa: [Int]?
    public var ed25519: Bool?
    /// Parameter sets: 65, 87 (FIPS 204).
    public var mlDSA: [Int]?

    /// Bits of an RSA modulus, both ends included.
    public struct BitRange: Codable, Sendable, Equatable {
        public var min: Int
        public var max: Int

        public init(min: Int, max: Int) {
            self.min = min
            self.max = max
        }
    }

    private enum CodingKeys: String, CodingKey {
        case rsa
        case ecdsa
        case ed25519
        case mlDSA = "ml_dsa"
    }

    public init(rsa: BitRange? = nil, ecdsa: [Int]? = nil, ed25519: Bool? = nil, mlDSA: [Int]? = nil) {
        self.rsa = rsa
        self.ecdsa = ecdsa
        self.ed25519 = ed25519
        self.mlDSA = mlDSA
    }
}

/// How long what is issued is valid.
public struct ValidityRulesBody: Codable, Sendable, Equatable {
    /// In place of the CA's `issuance_expiration`.
    public var fixed: Validity?
    /// At most this long, whatever the CA says.
    public var maximum: WireDuration?
    /// `cut` where it is left out.
    public var exceedIssuer: ExceedingIssuer?
    /// How long before its issuance it is valid already, for clocks that are slow; `60s` where it is left out.
    public var backdating: WireDuration?

    private enum CodingKeys: String, CodingKey {
        case fixed
        case maximum
        case exceedIssuer = "exceed_issuer"
        case backdating
    }

    public init(
        fixed: Validity? = nil, maximum: WireDuration? = nil, exceedIssuer: ExceedingIssuer? = nil,
        backdating: WireDuration? = nil
    ) {
        self.fixed = fixed
        self.maximum = maximum
        self.exceedIssuer = exceedIssuer
        self.backdating = backdating
    }
}
