import KeyStore
import NIOPosix
import PKIX

/// A key of the software store, opened.
struct SoftwareKey: SigningKey, CustomStringConvertible {
    let id: String
    let publicKeyInfo: [UInt8]
    let material: KeyMaterial
    private let pool: NIOThreadPool

    init(id: String, material: KeyMaterial, pool: NIOThreadPool) {
        self.id = id
        self.material = material
        self.pool = pool
        publicKeyInfo = material.publicKeyInfo
    }

    var specification: KeySpecification { material.specification }
    var signatureAlgorithm: SignatureAlgorithm { material.signatureAlgorithm }
    var description: String { "SoftwareKey(\(id))" }

    func sign(_ message: [UInt8]) async throws -> [UInt8] {
        if material.signsQuickly { return try material.sign(message) }
        let material = material
        return try await pool.runIfActive { try material.sign(message) }
    }
}
