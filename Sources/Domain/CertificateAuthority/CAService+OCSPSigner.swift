public import Events
public import KeyStore
public import Storage
import Crypto
import EventLog
import IssuanceProfiles
import ManagementAPI
import PKIX

/// A delegated OCSP signer that is signed and not stored yet, with its private key.
public struct IssuedOCSPSigner: Sendable {
    public let issued: IssuedCertificate
    public let key: any SigningKey
}

extension CAService {
    /// Has a key of a CA sign a certificate for a fresh key that answers OCSP requests in its place (RFC 6960, 4.2.2.2).
    /// Clients take such a certificate only from the very key that signed what they ask about, so each key of a CA that
    /// was rekeyed has a signer of its own.
    ///
    /// Its own status is not asked for: it lives for a short time, and bears `ocsp-nocheck`. It is stored by
    /// `Transaction.store(_:)`, or dropped.
    /// - Parameter validity: cut to the end of the CA's certificate.
    /// - Throws: `Refusal` where the CA may not sign any more.
    public func issueOCSPSigner(
        under issuingKey: IssuingKey, validity: WireDuration, by caller: Caller
    ) async throws -> IssuedOCSPSigner {
        let time = clock.now()
        let issuer = try ParsedCertificate(der: issuingKey.certificate)
        try CertificateAuthority.ensureMaySign(
            id: issuingKey.caID, status: issuingKey.status, isClosing: false,
            notBefore: Timestamp(seconds: issuer.notBefore), notAfter: issuingKey.notAfter, at: time)
        let issuerKey = try await signingKey(issuingKey)
        let key = try await keyStore.generate(.ecdsaP256)
        do {
            return try await delegate(to: key, issuer, issuerKey, issuingKey, validity, at: time, by: caller)
        } catch {
            try? await keyStore.delete(key.id)
            throw error
        }
    }

    private func delegate(
        to key: any SigningKey, _ issuer: ParsedCertificate, _ issuerKey: any SigningKey, _ issuingKey: IssuingKey,
        _ validity: WireDuration, at time: Timestamp, by caller: Caller
    ) async throws -> IssuedOCSPSigner {
        let template = CertificateTemplate(
            issuerNameDER: issuer.subject.der, signatureAlgorithm: issuerKey.signatureAlgorithm,
            authorityKeyIdentifier: issuer.subjectKeyIdentifier,
            constantExtensions: IssuanceProfile.ocspSigner.constantExtensions)
        let fields = OCSPSignerFields(issuer, key: try PublicKeyInfo(der: key.publicKeyInfo), validity, at: time)
        let tbs = template.tbs(
            serial: fields.serial, notBefore: fields.notBefore, notAfter: fields.notAfter,
            subjectDER: fields.subject.der, publicKeyInfoDER: key.publicKeyInfo,
            extraExtensions: [.subjectKeyIdentifier(ofBits: fields.key.bits)])
        let der = template.certificate(tbs: tbs, signature: try await issuerKey.sign(tbs))
        let notAfter = Timestamp(seconds: fields.notAfter)
        let certificate = Certificate(
            serial: fields.serial, caID: issuingKey.caID, issuerSerial: issuer.serial,
            commonName: fields.subject.commonName ?? "", status: .active, type: .managed, engineID: keyStore.engineID,
            key: KeyMetadata(fields.key.kind), keyHash: Array(SHA256.hash(data: key.publicKeyInfo)), der: der,
            notBefore: Timestamp(seconds: fields.notBefore), notAfter: notAfter, revocation: nil, metadata: [:],
            createdAt: time, issuerKey: issuingKey.generation, preventive: nil,
            dueAt: configuration.windows.due(.active, notAfter: notAfter), releasedAt: nil)
        return IssuedOCSPSigner(
            issued: try IssuedCertificate(
                certificate, subject: fields.subject.fields, lease: nil, at: time, by: caller), key: key)
    }

    /// The private key of a signer, to be used where it lives.
    public func ocspSigningKey(_ id: String) async throws -> any SigningKey {
        try await keyStore.key(id)
    }

    /// Destroys the key of a signer that was not stored, for another server was faster. The caller knows that no table
    /// names it.
    public func drop(_ signer: IssuedOCSPSigner) async throws {
        try await keyStore.delete(signer.key.id)
    }
}

/// What differs from signer to signer.
private struct OCSPSignerFields {
    let key: PublicKeyInfo
    let serial: SerialNumber
    let subject: Name
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64

    init(_ issuer: ParsedCertificate, key: PublicKeyInfo, _ validity: WireDuration, at time: Timestamp) {
        self.key = key
        var generator = SystemRandomNumberGenerator()
        serial = .fresh(atMilliseconds: time.milliseconds, using: &generator)
        // At most 64 characters (RFC 5280, appendix A.1).
        let suffix = " OCSP"
        let name = String(
            String.UnicodeScalarView((issuer.subject.commonName ?? "").unicodeScalars.prefix(64 - suffix.count)))
        subject = Name(commonName: name.isEmpty ? "OCSP" : name + suffix)
        notBefore = max(time.seconds - 60, issuer.notBefore)
        notAfter = min((time + validity).seconds, issuer.notAfter)
    }
}

extension Transaction {
    /// Stores a signer's certificate with its event, if its CA may still sign. Whichever key of the CA signed it, also one
    /// from before a rekey: that key's certificate bounds the signer's own validity.
    public func store(_ signer: IssuedOCSPSigner) throws {
        let certificate = signer.issued.certificate
        let row = try first("SELECT status, closing_at, deleted_at FROM ca WHERE id = \(certificate.caID)")
        guard let row, try row.timeOrNull(2) == nil else { throw Refusal.notFound("ca", certificate.caID) }
        try CertificateAuthority.ensureMaySign(
            id: certificate.caID, status: try row.wire(0), isClosing: try row.timeOrNull(1) != nil,
            notBefore: certificate.notBefore, notAfter: certificate.notAfter, at: certificate.createdAt)
        try insert(certificate)
        record(signer.issued.event)
    }
}
