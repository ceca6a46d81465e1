public import PKIX

/// Where private keys live. A key never leaves its store; what leaves are signatures.
public protocol KeyStore: Sendable {
    /// Names the store in payloads, for instance `software`.
    var engineID: String { get }

    /// Makes a key; it is durable on return.
    func generate(_ specification: KeySpecification) async throws -> any SigningKey

    /// - Throws: `KeyStoreError.notFound`.
    func key(_ id: String) async throws -> any SigningKey
}

/// A private key that can be used and not seen.
public protocol SigningKey: Sendable {
    var id: String { get }
    var specification: KeySpecification { get }
    /// SubjectPublicKeyInfo, DER (RFC 5280, section 4.1.2.7).
    var publicKeyInfo: [UInt8] { get }
    /// What `sign` produces.
    var signatureAlgorithm: SignatureAlgorithm { get }

    /// The signature over `message`, as a certificate carries it: DER for ECDSA, PKCS#1 v1.5 for RSA.
    func sign(_ message: [UInt8]) async throws -> [UInt8]
}

public enum KeyStoreError: Error, Sendable, Equatable {
    case notFound(id: String)
    /// The key-encryption key does not open what is stored.
    case wrongKeyEncryptionKey
    /// The key-encryption key could not be had; the sentence says from where it was wanted.
    case noKeyEncryptionKey(String)
}
