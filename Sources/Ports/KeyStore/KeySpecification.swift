/// Which key to make.
public enum KeySpecification: Sendable, Hashable {
    case ecdsaP256
    case ecdsaP384
    /// Modulus size in bits: 2048 to 4096, in steps of 8.
    case rsa(bits: Int)

    public static let rsaBits = 2048...4096

    /// - Returns: nil where there is no such key, or where we do not make it.
    public init?(type: String, bits: Int) {
        switch (type, bits) {
        case ("ECDSA", 256): self = .ecdsaP256
        case ("ECDSA", 384): self = .ecdsaP384
        case ("RSA", Self.rsaBits) where bits.isMultiple(of: 8): self = .rsa(bits: bits)
        default: return nil
        }
    }

    /// `ECDSA` or `RSA`.
    public var type: String {
        switch self {
        case .ecdsaP256, .ecdsaP384: "ECDSA"
        case .rsa: "RSA"
        }
    }

    public var bits: Int {
        switch self {
        case .ecdsaP256: 256
        case .ecdsaP384: 384
        case .rsa(let bits): bits
        }
    }
}
