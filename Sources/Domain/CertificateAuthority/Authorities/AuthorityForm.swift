import Events
import KeyStore
import PKIX

/// What a certificate of a CA is to say, whoever signs it.
struct AuthorityForm: Sendable {
    var subject: Name
    let publicKeyInfo: [UInt8]
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64
    let pathLength: Int?
    /// Beside those that every CA certificate has.
    let extensions: [Extension]
}

extension CAService {
    /// A certificate for a CA: signed by its parent, or for a root by its own key.
    /// - Parameter key: the key that is certified; asked to sign where there is no parent.
    func certificate(
        _ form: AuthorityForm, of key: any SigningKey, under parent: CertificateAuthority?
    ) async throws -> ParsedCertificate {
        var generator = SystemRandomNumberGenerator()
        let certificate = try CACertificate(
            subject: form.subject, publicKeyInfoDER: form.publicKeyInfo, serial: .random(using: &generator),
            notBefore: parent.map { max($0.notBefore.seconds, form.notBefore) } ?? form.notBefore,
            notAfter: form.notAfter, pathLength: form.pathLength, extraExtensions: form.extensions)
        guard let parent else {
            let unsigned = certificate.selfSigned(key.signatureAlgorithm)
            return try ParsedCertificate(der: unsigned.signed(try await key.sign(unsigned.tbs)))
        }
        let signer = try await issuers.signingKey(of: parent)
        let unsigned = certificate.issued(by: try ParsedCertificate(der: parent.der), signer.signatureAlgorithm)
        return try ParsedCertificate(der: unsigned.signed(try await signer.sign(unsigned.tbs)))
    }
}
