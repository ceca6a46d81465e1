/// The signature algorithms that certificates here are signed with (RFC 5758, 4055, 8410, 9881).
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case ecdsaWithSHA256
    case ecdsaWithSHA384
    case ecdsaWithSHA512
    case sha256WithRSA
    case sha384WithRSA
    case sha512WithRSA
    case ed25519
    case mlDSA65
    case mlDSA87

    /// The AlgorithmIdentifier: parameters are NULL for RSA and absent for the others.
    public var der: [UInt8] { SignatureAlgorithm.encodings[self] ?? [] }

    public var oid: OID {
        switch self {
        case .ecdsaWithSHA256: .ecdsaWithSHA256
        case .ecdsaWithSHA384: .ecdsaWithSHA384
        case .ecdsaWithSHA512: .ecdsaWithSHA512
        case .sha256WithRSA: .sha256WithRSA
        case .sha384WithRSA: .sha384WithRSA
        case .sha512WithRSA: .sha512WithRSA
        case .ed25519: .ed25519
        case .mlDSA65: .mlDSA65
        case .mlDSA87: .mlDSA87
        }
    }

    public init?(oid: OID) {
        guard let found = SignatureAlgorithm.allCases.first(where: { $0.oid == oid }) else { return nil }
        self = found
    }

    /// The algorithm that a key of this kind signs with: the hash as strong as the key; nil for unsupported keys.
    public init?(signing key: PublicKeyKind) {
        switch key {
        case .rsa: self = .sha256WithRSA
        case .ecdsa(bits: 256): self = .ecdsaWithSHA256
        case .ecdsa(bits: 384): self = .ecdsaWithSHA384
        case .ecdsa(bits: 521): self = .ecdsaWithSHA512
        case .ed25519: self = .ed25519
        case .mlDSA65: self = .mlDSA65
        case .mlDSA87: self = .mlDSA87
        case .ecdsa, .other: return nil
        }
    }

    var isRSA: Bool {
        switch self {
        case .sha256WithRSA, .sha384WithRSA, .sha512WithRSA: true
        case .ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512, .ed25519, .mlDSA65, .mlDSA87: false
        }
    }

    /// Whether swift-certificates has never heard of it, so that our own reader judges alone.
    var isUnknownToLibrary: Bool {
        switch self {
        case .mlDSA65, .mlDSA87: true
        default: false
        }
    }

    private static let encodings: [SignatureAlgorithm: [UInt8]] = {
        var table: [SignatureAlgorithm: [UInt8]] = [:]
        for algorithm in allCases {
            table[algorithm] = DER.sequence(algorithm.oid.der, algorithm.isRSA ? DER.null : [])
        }
        return table
    }()

    /// Looks at the AlgorithmIdentifier of something received.
    ///
    /// - Throws: `unsupportedSignatureAlgorithm`, saying what is wrong with it.
    static func require(_ der: [UInt8], in place: String) throws(PKIXError) -> SignatureAlgorithm {
        let oid = try identifier(der, in: place)
        guard let algorithm = SignatureAlgorithm(oid: oid) else { throw unsupported(oid, in: place) }
        guard !algorithm.isUnknownToLibrary || der == algorithm.der else {
            throw PKIXError(.malformedDER, "The signature algorithm \(oid) has parameters.", in: place)
        }
        return algorithm
    }

    /// As ``require(_:in:)``, but nil for SHA-1 with RSA.
    static func requireOrSHA1(_ der: [UInt8], in place: String) throws(PKIXError) -> SignatureAlgorithm? {
        try identifier(der, in: place) == .sha1WithRSA ? nil : try require(der, in: place)
    }

    private static func identifier(_ der: [UInt8], in place: String) throws(PKIXError) -> OID {
        var outer = DERReader(der, in: place)
        var fields = try outer.enter(DERTag.sequence)
        return try fields.objectIdentifier()
    }

    private static func unsupported(_ oid: OID, in place: String) -> PKIXError {
        let accepted =
            "use ECDSA or RSA (PKCS #1 v1.5) with SHA-256, SHA-384 or SHA-512, Ed25519, ML-DSA-65 or ML-DSA-87"
        let problem =
            switch oid {
            case .sha1WithRSA, .ecdsaWithSHA1: "The signature uses SHA-1, which is broken"
            case .rsaPSS: "RSA-PSS signatures are not supported"
            default: "The signature algorithm \(oid) is not supported"
            }
        return PKIXError(.unsupportedSignatureAlgorithm, "\(problem); \(accepted).", in: place)
    }
}
