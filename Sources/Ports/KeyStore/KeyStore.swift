public import PKIX

/// Where private keys live. A key never leaves its store; what leaves are signatures.
public protocol KeyStore: Sendable {
    /// Names the store in payloads, for instance `software`.
    var engineID: String { get }

    /// Makes a key; it is durable on return.
    func generate(_ specification: KeySpecification) async throws -> any SigningKey

    /// Takes in a key that was made elsewhere, under a new id; it is durable on return. The same key taken in twice is two
    /// keys of the store.
    ///
    /// - Throws: `KeyStoreError.notAccepted` where the store cannot hold a key of this kind.
    func importKey(_ key: PrivateKey) async throws -> any SigningKey

    /// - Throws: `KeyStoreError.notFound`.
    func key(_ id: String) async throws -> any SigningKey

    /// Destroys a key; that is durable on return. A key that is not there is destroyed already. What was signed stays
    /// valid; a `SigningKey` that somebody still holds may go on working until it is let go.
    func delete(_ id: String) async throws

    /// Makes a key for a caller to take away. The store keeps nothing of it; it only lends the threads on which a slow one
    /// is made.
    func generateForCaller(_ specification: KeySpecification) async throws -> PrivateKey
}

/// A private key that can be used and not seen.
public protocol SigningKey: Sendable {
    var id: String { get }
    var specification: KeySpecification { get }
    /// SubjectPublicKeyInfo, DER (RFC 5280, section 4.1.2.7).
    var publicKeyInfo: [UInt8] { get }
    /// What `sign` produces.
    var signatureAlgorithm: SignatureAlgorithm { get }

    /// The signature over `message`, as a certificate carries it: DER for ECDSA, PKCS#1 v1.5 for RSA, the bare signature
    /// for Ed25519 and ML-DSA.
    func sign(_ message: [UInt8]) async throws -> [UInt8]
}

extension SigningKey {
    /// A certification request (PKCS #10) for this key, DER, as an outside CA wants it.
    ///
    /// - Parameter extensions: asked for; none writes no extensionRequest.
    public func certificateRequest(subject: Name, extensions: [Extension] = []) async throws -> [UInt8] {
        let unsigned = try UnsignedRequest(subject: subject, publicKeyInfoDER: publicKeyInfo, extensions: extensions)
        return unsigned.signed(try await sign(unsigned.info))
    }
}

public enum KeyStoreError: Error, Sendable, Equatable {
    case notFound(id: String)
    /// The store cannot hold a key of this kind.
    case notAccepted(PublicKeyKind)
    /// The key-encryption key does not open what is stored.
    case wrongKeyEncryptionKey
    /// The key-encryption key could not be had; the sentence says from where it was wanted.
    case noKeyEncryptionKey(String)
}
