import Crypto
import CryptoExtras
import Foundation
import KeyStore
import PKIX

/// A private key in memory. The crypto library wipes its own copy when it is let go.
enum KeyMaterial: Sendable {
    case p256(P256.Signing.PrivateKey)
    case p384(P384.Signing.PrivateKey)
    case rsa(_RSA.Signing.PrivateKey)

    static func generate(_ specification: KeySpecification) throws -> KeyMaterial {
        switch specification {
        case .ecdsaP256: .p256(P256.Signing.PrivateKey())
        case .ecdsaP384: .p384(P384.Signing.PrivateKey())
        case .rsa(let bits): .rsa(try _RSA.Signing.PrivateKey(keySize: .init(bitCount: bits)))
        }
    }

    /// How the stored bytes are to be read.
    var kind: String {
        switch self {
        case .p256: "P-256"
        case .p384: "P-384"
        case .rsa: "RSA"
        }
    }

    var serialized: Data {
        switch self {
        case .p256(let key): key.rawRepresentation
        case .p384(let key): key.rawRepresentation
        case .rsa(let key): key.derRepresentation
        }
    }

    static func read(_ serialized: Data, kind: String) throws -> KeyMaterial {
        switch kind {
        case "P-256": .p256(try P256.Signing.PrivateKey(rawRepresentation: serialized))
        case "P-384": .p384(try P384.Signing.PrivateKey(rawRepresentation: serialized))
        default: .rsa(try _RSA.Signing.PrivateKey(derRepresentation: serialized))
        }
    }

    var specification: KeySpecification {
        switch self {
        case .p256: .ecdsaP256
        case .p384: .ecdsaP384
        case .rsa(let key): .rsa(bits: key.keySizeInBits)
        }
    }

    var publicKeyInfo: [UInt8] {
        switch self {
        case .p256(let key): [UInt8](key.publicKey.derRepresentation)
        case .p384(let key): [UInt8](key.publicKey.derRepresentation)
        case .rsa(let key): [UInt8](key.publicKey.derRepresentation)
        }
    }

    var signatureAlgorithm: SignatureAlgorithm {
        switch self {
        case .p256: .ecdsaWithSHA256
        case .p384: .ecdsaWithSHA384
        case .rsa: .sha256WithRSA
        }
    }

    /// Quick enough to be done where the request runs; the others would hold up everybody else's.
    var signsQuickly: Bool {
        if case .p256 = self { true } else { false }
    }

    func sign(_ message: [UInt8]) throws -> [UInt8] {
        switch self {
        case .p256(let key):
            [UInt8](try key.signature(for: SHA256.hash(data: message)).derRepresentation)
        case .p384(let key):
            [UInt8](try key.signature(for: SHA384.hash(data: message)).derRepresentation)
        case .rsa(let key):
            [UInt8](
                try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
        }
    }
}
