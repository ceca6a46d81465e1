public import PKIX

/// Which key to make.
public enum KeySpecification: Sendable, Hashable {
    case ecdsaP256
    case ecdsaP384
    case ecdsaP521
    /// Modulus size in bits: 2048 to 4096, in steps of 128. A key that was imported may have up to 8192, in any step.
    case rsa(bits: Int)
    case ed25519
    /// FIPS 204, parameter set 65.
    case mlDSA65
    /// FIPS 204, parameter set 87.
    case mlDSA87

    public static let rsaBits = PrivateKey.rsaBits

    /// What there is to choose from, for sentences.
    public static let choices =
        "ECDSA with 256, 384 or 521 bits, RSA with \(rsaBits.lowerBound) to \(rsaBits.upperBound), Ed25519 with 256, or "
        + "ML-DSA with the parameter set 65 or 87"

    /// - Parameters:
    ///   - type: `ECDSA`, `RSA`, `Ed25519` or `ML-DSA`.
    ///   - bits: the size of the curve or modulus, 256 for Ed25519; for ML-DSA its parameter set, 65 or 87.
    /// - Returns: nil where there is no such key, or where we do not make it.
    public init?(type: String, bits: Int) {
        switch (type, bits) {
        case ("ECDSA", 256): self = .ecdsaP256
        case ("ECDSA", 384): self = .ecdsaP384
        case ("ECDSA", 521): self = .ecdsaP521
        case ("RSA", Self.rsaBits) where bits.isMultiple(of: PrivateKey.rsaBitsStep): self = .rsa(bits: bits)
        case ("Ed25519", 256): self = .ed25519
        case ("ML-DSA", 65): self = .mlDSA65
        case ("ML-DSA", 87): self = .mlDSA87
        default: return nil
        }
    }

    /// - Returns: nil for a kind that nothing is signed with here.
    public init?(_ kind: PublicKeyKind) {
        switch kind {
        case .ecdsa(bits: 256): self = .ecdsaP256
        case .ecdsa(bits: 384): self = .ecdsaP384
        case .ecdsa(bits: 521): self = .ecdsaP521
        case .rsa(let bits): self = .rsa(bits: bits)
        case .ed25519: self = .ed25519
        case .mlDSA65: self = .mlDSA65
        case .mlDSA87: self = .mlDSA87
        case .ecdsa, .other: return nil
        }
    }

    public var kind: PublicKeyKind {
        switch self {
        case .ecdsaP256: .ecdsa(bits: 256)
        case .ecdsaP384: .ecdsa(bits: 384)
        case .ecdsaP521: .ecdsa(bits: 521)
        case .rsa(let bits): .rsa(bits: bits)
        case .ed25519: .ed25519
        case .mlDSA65: .mlDSA65
        case .mlDSA87: .mlDSA87
        }
    }

    /// `ECDSA`, `RSA`, `Ed25519` or `ML-DSA`.
    public var type: String {
        switch self {
        case .ecdsaP256, .ecdsaP384, .ecdsaP521: "ECDSA"
        case .rsa: "RSA"
        case .ed25519: "Ed25519"
        case .mlDSA65, .mlDSA87: "ML-DSA"
        }
    }

    public var bits: Int {
        switch self {
        case .ecdsaP256: 256
        case .ecdsaP384: 384
        case .ecdsaP521: 521
        case .rsa(let bits): bits
        case .ed25519: 256
        case .mlDSA65: 65
        case .mlDSA87: 87
        }
    }
}
