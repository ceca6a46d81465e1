import PKIX

/// How the stored bytes of a key are to be read. The words are in databases and never change.
enum StoredKind: String {
    case p256 = "P-256"
    case p384 = "P-384"
    case p521 = "P-521"
    case rsa = "RSA"
    case ed25519 = "Ed25519"
    case mlDSA65 = "ML-DSA-65"
    case mlDSA87 = "ML-DSA-87"

    init?(_ kind: PublicKeyKind) {
        switch kind {
        case .ecdsa(bits: 256): self = .p256
        case .ecdsa(bits: 384): self = .p384
        case .ecdsa(bits: 521): self = .p521
        case .rsa: self = .rsa
        case .ed25519: self = .ed25519
        case .mlDSA65: self = .mlDSA65
        case .mlDSA87: self = .mlDSA87
        case .ecdsa, .other: return nil
        }
    }

    /// Of RSA the stored bytes tell the size.
    var kind: PublicKeyKind {
        switch self {
        case .p256: .ecdsa(bits: 256)
        case .p384: .ecdsa(bits: 384)
        case .p521: .ecdsa(bits: 521)
        case .rsa: .rsa(bits: 0)
        case .ed25519: .ed25519
        case .mlDSA65: .mlDSA65
        case .mlDSA87: .mlDSA87
        }
    }
}
