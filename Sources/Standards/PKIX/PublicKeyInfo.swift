/// What kind of key it is, and how large.
public enum PublicKeyKind: Sendable, Hashable, CustomStringConvertible {
    /// The bits of the modulus.
    case rsa(bits: Int)
    /// One of the NIST prime curves: 256, 384 or 521 bits.
    case ecdsa(bits: Int)
    case ed25519
    /// ML-DSA of the parameter set 65 (FIPS 204; RFC 9881).
    case mlDSA65
    /// ML-DSA of the parameter set 87.
    case mlDSA87
    /// The dotted identifier of an algorithm that is not supported here.
    case other(String)

    public var description: String {
        switch self {
        case .rsa(let bits): "RSA-\(bits)"
        case .ecdsa(let bits): "ECDSA-P\(bits)"
        case .ed25519: "Ed25519"
        case .mlDSA65: "ML-DSA-65"
        case .mlDSA87: "ML-DSA-87"
        case .other(let oid): oid
        }
    }

    /// The octets of the public key, where there is only the key itself (RFC 8410, 4; RFC 9881, 4).
    var publicKeyOctets: Int? {
        switch self {
        case .ed25519: 32
        case .mlDSA65: 1_952
        case .mlDSA87: 2_592
        case .rsa, .ecdsa, .other: nil
        }
    }

    /// Whether swift-certificates has never heard of it, so that our own reader judges alone.
    var isUnknownToLibrary: Bool {
        switch self {
        case .mlDSA65, .mlDSA87: true
        default: false
        }
    }
}

/// A SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), kept verbatim and looked into.
public struct PublicKeyInfo: Sendable, Hashable {
    public let der: [UInt8]
    /// The contents of the BIT STRING, which key identifiers hash (RFC 5280, 4.2.1.2).
    public let bits: [UInt8]
    public let kind: PublicKeyKind

    /// The smallest RSA modulus that is accepted.
    public static let rsaBitsMin = 2_048
    /// The largest, since verification by a stranger's key must stay cheap.
    public static let rsaBitsMax = 8_192

    /// Reads any key; see ``requireSupported(in:)``.
    public init(der: [UInt8]) throws(PKIXError) {
        try self.init(der: der, in: "public key")
    }

    init(der: [UInt8], in place: String) throws(PKIXError) {
        var outer = DERReader(der, in: place)
        var info = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var algorithm = try info.enter(DERTag.sequence)
        let oid = try algorithm.objectIdentifier()
        let parameters = algorithm.isAtEnd ? nil : try algorithm.next()
        try algorithm.requireEnd()
        bits = try info.octetAlignedBits()
        try info.requireEnd()
        self.der = der
        switch oid {
        case .rsaEncryption: kind = .rsa(bits: try PublicKeyInfo.modulusBits(bits, in: place))
        case .ecPublicKey: kind = try PublicKeyInfo.curve(parameters.map(algorithm.whole), bits, in: place)
        case .ed25519: kind = .ed25519
        case .mlDSA65: kind = .mlDSA65
        case .mlDSA87: kind = .mlDSA87
        default: kind = .other(oid.dotted)
        }
        guard let octets = kind.publicKeyOctets else { return }
        guard parameters == nil, bits.count == octets else {
            throw PKIXError(
                .malformedDER, "An \(kind) key has \(octets) octets and no parameters; this one does not.", in: place)
        }
    }

    /// - Throws: `unsupportedKey` or `weakKey`, with the kinds that are accepted.
    public func requireSupported(in place: String = "public key") throws(PKIXError) {
        switch kind {
        case .rsa(let bits) where bits < PublicKeyInfo.rsaBitsMin:
            throw PKIXError(.weakKey, "The RSA key has \(bits) bits; use at least 2048, or P-256.", in: place)
        case .rsa(let bits) where bits > PublicKeyInfo.rsaBitsMax:
            throw PKIXError(.unsupportedKey, "The RSA key has \(bits) bits; at most 8192 are accepted.", in: place)
        case .other(let algorithm):
            throw PKIXError(
                .unsupportedKey,
                "Keys of algorithm \(algorithm) are not accepted; use P-256, P-384, P-521, RSA, Ed25519, "
                    + "ML-DSA-65 or ML-DSA-87.", in: place)
        case .rsa, .ecdsa, .ed25519, .mlDSA65, .mlDSA87:
            return
        }
    }

    private static func modulusBits(_ key: [UInt8], in place: String) throws(PKIXError) -> Int {
        var outer = DERReader(key, in: place)
        var fields = try outer.enter(DERTag.sequence)
        let modulus = try fields.integer().drop { $0 == 0 }
        guard let first = modulus.first else {
            throw PKIXError(.weakKey, "The RSA modulus is zero.", in: place)
        }
        return modulus.count * 8 - first.leadingZeroBitCount
    }

    private static func curve(
        _ parameters: [UInt8]?, _ point: [UInt8], in place: String
    ) throws(PKIXError) -> PublicKeyKind {
        guard let parameters, parameters.first == DERTag.objectIdentifier else {
            throw PKIXError(
                .unsupportedKey, "The EC key spells out its curve; use the named curve P-256, P-384 or P-521.",
                in: place)
        }
        var reader = DERReader(parameters, in: place)
        let oid = try reader.objectIdentifier()
        guard let bits = curveBits[oid] else { return .other(oid.dotted) }
        guard point.first == 0x04 else {
            throw PKIXError(
                .unsupportedKey,
                "The EC public key is in another form than X9.62 uncompressed; send the uncompressed point (RFC 5480).",
                in: place)
        }
        return .ecdsa(bits: bits)
    }

    /// The named curve of this size, if it is one that is accepted.
    static func curve(bits: Int) -> OID? { curveBits.first { $0.value == bits }?.key }

    static func bits(ofCurve oid: OID) -> Int? { curveBits[oid] }

    private static let curveBits: [OID: Int] = [.p256: 256, .p384: 384, .p521: 521]
}
