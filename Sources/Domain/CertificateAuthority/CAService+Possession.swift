import Crypto
import Events
import KeyStore
import ManagementAPI
import PKIX
import Storage

extension CAService {
    /// A certificate by which somebody else is shown that the CA's key is here: its common name is what they asked for.
    /// It is no certificate of the fleet: valid for an hour, for a key that is thrown away at once, and never stored.
    /// - Returns: DER.
    /// - Throws: `Refusal` where there is no such CA, or it may not sign.
    public func proofOfPossession(ofCA caID: String, commonName: String) async throws -> [UInt8] {
        let ca = try await database.read { try $0.existingCertificateAuthority(caID) }
        let time = clock.now()
        try ca.ensureMaySign(at: time)
        let key = try await issuers.signingKey(of: ca)
        let issuer = try ParsedCertificate(der: ca.der)
        let template = CertificateTemplate(
            issuerNameDER: issuer.subject.der, signatureAlgorithm: key.signatureAlgorithm,
            authorityKeyIdentifier: issuer.subjectKeyIdentifier,
            constantExtensions: [.basicConstraints(ca: false), .keyUsage(.digitalSignature)])
        let discarded = P256.Signing.PrivateKey().publicKey
        var generator = SystemRandomNumberGenerator()
        let tbs = template.tbs(
            serial: .fresh(atMilliseconds: time.milliseconds, using: &generator),
            notBefore: max(time.seconds - 60, ca.notBefore.seconds),
            notAfter: min(time.seconds + 3600, ca.notAfter.seconds), subjectDER: Name(commonName: commonName).der,
            publicKeyInfoDER: Array(discarded.derRepresentation), extraExtensions: [])
        return template.certificate(tbs: tbs, signature: try await key.sign(tbs))
    }
}
