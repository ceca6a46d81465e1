/// The signature algorithms that certificates here are signed with (RFC 5758, 4055, 8410).
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
    case ecdsaWithSHA256
    case ecdsaWithSHA384
    case ecdsaWithSHA512
    case sha256WithRSA
    case sha384WithRSA
    case sha512WithRSA
    case ed25519

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
        case .ecdsa, .other: return nil
        }
    }

    var isRSA: Bool {
        switch self {
        case .sha256WithRSA, .sha384WithRSA, .sha512WithRSA: true
        case .ecdsaWithSHA256, .ecdsaWithSHA384, .ecdsaWithSHA512, .ed25519: false
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
    /// - Returns: nil for SHA-1 with RSA where `sha1` lets it pass.
    /// - Throws: `unsupportedSignatureAlgorithm`, saying what is wrong with it.
    @discardableResult
    static func require(_ der: [UInt8], sha1: Bool = false, in place: String) throws(PKIXError) -> SignatureAlgorithm? {
        var outer = DERReader(der, in: place)
        var fields = try outer.enter(DERTag.sequence)
        let oid = try fields.objectIdentifier()
        if let algorithm = SignatureAlgorithm(oid: oid) { return algorithm }
        if sha1, oid == .sha1WithRSA { return nil }
        let accepted = "use ECDSA or RSA (PKCS #1 v1.5) with SHA-256, SHA-384 or SHA-512, or Ed25519"
        let problem =
            switch oid {
            case .sha1WithRSA, .ecdsaWithSHA1: "The signature uses SHA-1, which is broken"
            case .rsaPSS: "RSA-PSS signatures are not supported"
            default: "The signature algorithm \(oid) is not supported"
            }
        throw PKIXError(.unsupportedSignatureAlgorithm, "\(problem); \(accepted).", in: place)
    }
}
