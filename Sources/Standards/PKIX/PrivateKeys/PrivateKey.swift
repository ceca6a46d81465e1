import Crypto
import CryptoExtras
import Foundation

/// A private key in memory: one read from outside, one made for a caller, or one that a key store has opened.
///
/// Nothing of it shows in descriptions, mirrors or errors; what reveals it is ``pkcs8`` alone. The crypto library wipes
/// its copy when the last copy of this value is let go.
public struct PrivateKey: Sendable, CustomStringConvertible, CustomReflectable {
    public let publicKey: PublicKeyInfo
    /// What ``sign(_:)`` produces: the hash as strong as the key.
    public let signatureAlgorithm: SignatureAlgorithm
    let material: Material

    enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
        case mlDSA65(MLDSA65.PrivateKey)
        case mlDSA87(MLDSA87.PrivateKey)
    }

    /// The sizes of RSA keys that are made here.
    public static let rsaBits = 2_048...4_096
    /// The crypto library makes smaller keys than were asked for in between.
    public static let rsaBitsStep = 128

    init(_ material: Material) throws(PKIXError) {
        publicKey = try PublicKeyInfo(der: material.publicKeyInfo)
        guard let algorithm = SignatureAlgorithm(signing: publicKey.kind) else {
            throw PrivateKey.unsupported(publicKey.kind)
        }
        signatureAlgorithm = algorithm
        self.material = material
    }

    /// Makes a key. RSA takes up to a second: not for an event loop.
    ///
    /// - Throws: `unsupportedKey` for kinds and sizes that are not made here.
    public init(generating kind: PublicKeyKind) throws(PKIXError) {
        do {
            try self.init(try Material(generating: kind))
        } catch let error as PKIXError {
            throw error
        } catch {
            throw PrivateKey.unsupported(kind)
        }
    }

    public var kind: PublicKeyKind { publicKey.kind }

    /// The signature over `message`, as a certificate carries it: DER for ECDSA, PKCS #1 v1.5 for RSA, the bare
    /// signature for Ed25519 and ML-DSA. RSA and ML-DSA take about a millisecond.
    public func sign(_ message: [UInt8]) throws -> [UInt8] { try material.sign(message) }

    public var description: String { "PrivateKey(\(kind), hidden)" }
    public var customMirror: Mirror { Mirror(self, children: ["kind": kind]) }

    static func unsupported(_ kind: PublicKeyKind) -> PKIXError {
        PKIXError(
            .unsupportedKey,
            "Keys of kind \(kind) are not made here; use ECDSA P-256, P-384 or P-521, RSA of \(rsaBits.lowerBound) to "
                + "\(rsaBits.upperBound) bits, Ed25519, ML-DSA-65 or ML-DSA-87.", in: "private key")
    }
}

extension PrivateKey.Material {
    init(generating kind: PublicKeyKind) throws {
        switch kind {
        case .ecdsa(bits: 256): self = .p256(P256.Signing.PrivateKey())
        case .ecdsa(bits: 384): self = .p384(P384.Signing.PrivateKey())
        case .ecdsa(bits: 521): self = .p521(P521.Signing.PrivateKey())
        case .rsa(let bits) where PrivateKey.rsaBits.contains(bits) && bits.isMultiple(of: PrivateKey.rsaBitsStep):
            self = .rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
        case .ed25519: self = .ed25519(Curve25519.Signing.PrivateKey())
        case .mlDSA65: self = .mlDSA65(try MLDSA65.PrivateKey())
        case .mlDSA87: self = .mlDSA87(try MLDSA87.PrivateKey())
        case .rsa, .ecdsa, .other: throw PrivateKey.unsupported(kind)
        }
    }

    var publicKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): [UInt8](key.publicKey.derRepresentation)
        case .p384(let key): [UInt8](key.publicKey.derRepresentation)
        case .p521(let key): [UInt8](key.publicKey.derRepresentation)
        case .rsa(let key): [UInt8](key.publicKey.derRepresentation)
        case .ed25519(let key): PublicKeyInfo.encode(.ed25519, [UInt8](key.publicKey.rawRepresentation))
        case .mlDSA65(let key): PublicKeyInfo.encode(.mlDSA65, [UInt8](key.publicKey.rawRepresentation))
        case .mlDSA87(let key): PublicKeyInfo.encode(.mlDSA87, [UInt8](key.publicKey.rawRepresentation))
        }
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256(let key): [UInt8](try key.signature(for: SHA256.hash(data: message)).derRepresentation)
        case .p384(let key): [UInt8](try key.signature(for: SHA384.hash(data: message)).derRepresentation)
        case .p521(let key): [UInt8](try key.signature(for: SHA512.hash(data: message)).derRepresentation)
        case .rsa(let key):
            [UInt8](try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
        case .ed25519(let key): [UInt8](try key.signature(for: message))
        case .mlDSA65(let key): [UInt8](try key.signature(for: message))
        case .mlDSA87(let key): [UInt8](try key.signature(for: message))
        }
    }
}

extension PublicKeyInfo {
    /// The element of a key that is nothing but its octets (RFC 8410, 4; RFC 9881, 4).
    static func encode(_ algorithm: OID, _ key: [UInt8]) -> [UInt8] {
        DER.sequence(DER.sequence(algorithm.der), DER.tlv(DERTag.bitString, [0], key))
    }
}
