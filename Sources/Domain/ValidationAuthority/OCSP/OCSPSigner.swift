import CertificateAuthority
import KeyStore
import PKIX

/// Who signs answers for an issuing key.
struct OCSPSigner: Sendable {
    let key: any SigningKey
    /// What the answer names the responder by: SHA-1 of its key (RFC 6960, 4.2.1).
    let keyHash: [UInt8]
    /// The certificate by which the CA delegates; nil for the CA's own key, which needs none.
    let certificate: Delegation?
    /// When to look for a better one; seconds since 1970.
    let renewAt: Int64

    struct Delegation: Sendable {
        let der: [UInt8]
        let serial: SerialNumber
        /// Seconds since 1970.
        let notAfter: Int64
    }

    init(key: any SigningKey, certificate: Delegation?, renewAt: Int64) throws(PKIXError) {
        self.key = key
        self.certificate = certificate
        self.renewAt = renewAt
        keyHash = OCSPHashAlgorithm.sha1.hash(try PublicKeyInfo(der: key.publicKeyInfo).bits)
    }

    /// - Parameter now: seconds since 1970.
    func sign(_ responses: [OCSPSingleResponse], nonce: [UInt8]?, at now: Int64) async throws -> [UInt8] {
        let tbs = OCSPResponse.tbs(responderKeyHash: keyHash, producedAt: now, responses: responses, nonce: nonce)
        return OCSPResponse.successful(
            tbs: tbs, signatureAlgorithm: key.signatureAlgorithm, signature: try await key.sign(tbs),
            certificates: certificate.map { [$0.der] } ?? [])
    }
}

/// The issuing key that a signer speaks for.
struct SignerName: Hashable, Sendable {
    let caID: String
    let generation: Int

    init(_ key: IssuingKey) {
        caID = key.caID
        generation = key.generation
    }
}
