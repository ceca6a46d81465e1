import IssuanceProfiles
import KeyStore
import ManagementAPI
import PKIX

extension CAService {
    /// A certificate of a CA: signed by its parent, or for a root by its own key, once it was linted.
    /// - Parameter key: the key that is certified; asked to sign where there is no parent.
    func signed(
        _ certificate: CACertificate, by key: any SigningKey, under parent: CertificateAuthority?
    ) async throws -> ParsedCertificate {
        guard let parent else {
            let unsigned = certificate.selfSigned(key.signatureAlgorithm)
            try Lints.check(certificateAuthority: unsigned.tbs)
            return try ParsedCertificate(der: unsigned.signed(try await key.sign(unsigned.tbs)))
        }
        let signer = try await issuers.signingKey(of: parent)
        let unsigned = certificate.issued(by: try ParsedCertificate(der: parent.der), signer.signatureAlgorithm)
        try Lints.check(certificateAuthority: unsigned.tbs)
        return try ParsedCertificate(der: unsigned.signed(try await signer.sign(unsigned.tbs)))
    }

    /// Where a certificate that this CA signs is vouched for; nothing for a root, which nobody but itself could revoke.
    func validationExtensions(of parent: CertificateAuthority?, for serial: SerialNumber) throws -> [Extension] {
        guard let parent else { return [] }
        return try ValidationExtensions(configuration.validationPoints(), issuer: parent).all(for: serial)
    }

    /// Does something again, once, that was refused because another process had given the CA a new certificate, maybe a
    /// new key, or had replaced the profile: what is known of the CA is read anew in between.
    public func withPresentIssuer<Result: Sendable>(
        _ caID: String, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        do {
            return try await body()
        } catch let refusal as Refusal
            where refusal.code == SupersededIssuer.code || refusal.code == ProfileLease.refusalCode
        {
            issuers.forget(caID)
            return try await body()
        }
    }
}
