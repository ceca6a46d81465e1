public import PKIX

/// Kinds of keys that differ in what they can be used for.
public enum KeyFamily: Sendable, Hashable {
    case rsa
    case ec
    case edwards
    case mlDSA

    /// The bits that the key usage of such a key may have (RFC 5280, section 4.2.1.3).
    public var keyUsage: KeyUsage {
        let signing: KeyUsage = [.digitalSignature, .contentCommitment, .keyCertSign, .cRLSign]
        switch self {
        // RFC 3279, section 2.3.1.
        case .rsa: return signing.union([.keyEncipherment, .dataEncipherment])
        // RFC 5480, section 3; RFC 8813, section 3.
        case .ec: return signing.union([.keyAgreement, .encipherOnly, .decipherOnly])
        // RFC 8410, section 5; RFC 9881, section 5.
        case .edwards, .mlDSA: return signing
        }
    }

    /// As people name it.
    var description: String {
        switch self {
        case .rsa: "RSA"
        case .ec: "EC"
        case .edwards: "Ed25519"
        case .mlDSA: "ML-DSA"
        }
    }

    /// The family of a key that is known here, with its size; nil for any other key.
    public init?(of key: PublicKeyKind) {
        switch KnownKey(key) {
        case .rsa: self = .rsa
        case .ec: self = .ec
        case .edwards: self = .edwards
        case .mlDSA: self = .mlDSA
        case .unknown: return nil
        }
    }
}

/// A public key by family and size.
enum KnownKey {
    case rsa(bits: Int)
    case ec(bits: Int)
    case edwards
    case mlDSA(set: Int)
    case unknown

    init(_ key: PublicKeyKind) {
        switch key {
        case .rsa(let bits): self = .rsa(bits: bits)
        case .ecdsa(let bits): self = .ec(bits: bits)
        case .ed25519: self = .edwards
        default:
            switch key.description {
            case "ML-DSA-65": self = .mlDSA(set: 65)
            case "ML-DSA-87": self = .mlDSA(set: 87)
            default: self = .unknown
            }
        }
    }
}
