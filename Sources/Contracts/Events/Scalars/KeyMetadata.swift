public import JSONSchema

/// What a key is and how strong it is held to be.
public struct KeyMetadata: Codable, Sendable, Hashable {
    public enum Strength: String, WireEnumeration {
        case low = "LOW"
        case medium = "MEDIUM"
        case high = "HIGH"
    }

    /// `RSA`, `ECDSA`, `Ed25519`, `ML-DSA`.
    public let type: String
    /// Size of the modulus or of the curve; for ML-DSA its parameter set, 65 or 87 (FIPS 204).
    public let bits: Int
    public let strength: Strength

    public init(type: String, bits: Int) {
        self.type = type
        self.bits = bits
        switch type {
        case "RSA": strength = bits < 2048 ? .low : bits < 3072 ? .medium : .high
        case "ECDSA": strength = bits <= 128 ? .low : bits < 256 ? .medium : .high
        default: strength = .high
        }
    }
}
