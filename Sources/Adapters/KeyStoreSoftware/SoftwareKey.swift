import KeyStore
import NIOPosix
import PKIX

/// A key of the software store, opened.
struct SoftwareKey: SigningKey, CustomStringConvertible {
    let id: String
    let specification: KeySpecification
    let privateKey: PrivateKey
    private let signsQuickly: Bool
    private let pool: NIOThreadPool

    /// - Throws: `KeyStoreError.notAccepted`.
    init(id: String, privateKey: PrivateKey, pool: NIOThreadPool) throws {
        guard let specification = KeySpecification(privateKey.kind) else {
            throw KeyStoreError.notAccepted(privateKey.kind)
        }
        self.id = id
        self.privateKey = privateKey
        self.pool = pool
        self.specification = specification
        signsQuickly = specification == .ecdsaP256 || specification == .ed25519
    }

    var publicKeyInfo: [UInt8] { privateKey.publicKey.der }
    var signatureAlgorithm: SignatureAlgorithm { privateKey.signatureAlgorithm }
    var description: String { "SoftwareKey(\(id))" }

    /// What is quick is done where the request runs; the others would hold up everybody else's.
    func sign(_ message: [UInt8]) async throws -> [UInt8] {
        if signsQuickly { return try privateKey.sign(message) }
        let privateKey = privateKey
        return try await pool.runIfActive { try privateKey.sign(message) }
    }
}
