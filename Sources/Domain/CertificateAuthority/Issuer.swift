public import Events
import Crypto
import IssuanceProfiles
import KeyStore
import ManagementAPI
import PKIX

/// A CA under one profile, ready to sign: what is constant in its certificates is encoded, and its key is open.
struct Issuer: Sendable {
    let ca: CertificateAuthority
    /// Nil for a profile that is built in.
    let lease: ProfileLease?
    private let profile: IssuanceProfile
    private let key: any SigningKey
    private let template: CertificateTemplate
    private let windows: ExpiryWindows
    private let validation: ValidationExtensions
    /// Nil where no CA above constrains names.
    private let names: NameRules?
    /// The addresses in its certificates.
    var validationPoints: ValidationPoints? { validation.points }

    /// - Parameter lineage: the CA and those above it that are here.
    /// - Throws: `Refusal` where certificates under the profile could never be right.
    init(
        ca: CertificateAuthority, lineage: [CertificateAuthority], profile: StoredProfile, key: any SigningKey,
        configuration: CAService.Configuration
    ) throws {
        windows = configuration.windows
        validation = try ValidationExtensions(
            configuration.validationPoints(), issuer: ca, rules: profile.profile.validationPoints)
        self.ca = ca
        self.profile = profile.profile
        lease = profile.digest.map { ProfileLease(id: profile.profile.id, digest: $0) }
        self.key = key
        names = try NameRules(lineage)
        let certificate = try ParsedCertificate(der: ca.der)
        let constantExtensions = profile.profile.constantExtensions + validation.constant
        try Lints.check(constant: constantExtensions)
        try profile.profile.ensureBelow(certificate, ofCA: ca.id)
        template = CertificateTemplate(
            issuerNameDER: certificate.subject.der, signatureAlgorithm: key.signatureAlgorithm,
            authorityKeyIdentifier: certificate.subjectKeyIdentifier, constantExtensions: constantExtensions)
    }

    /// Signs, and stores nothing: what it returns must not leave the process before it is committed.
    func issue(_ request: CertificateRequest, at time: Timestamp, by caller: Caller) async throws -> IssuedCertificate {
        let admission = try profile.admit(request)
        try names?.check(admission)
        try ca.ensureMaySign(at: time)
        var generator = SystemRandomNumberGenerator()
        let serial = SerialNumber.fresh(atMilliseconds: time.milliseconds, using: &generator)
        let start = max(time - profile.validity.backdating, ca.notBefore).seconds
        let end = try profile.validity.end(from: time, under: ca)
        try Lints.check(VariableParts(admission, under: profile, serial: serial, notBefore: start, notAfter: end))
        let tbs = template.tbs(
            serial: serial, notBefore: start, notAfter: end, subjectDER: admission.subject.der,
            publicKeyInfoDER: request.publicKeyInfoDER,
            extraExtensions: extensions(for: admission) + validation.variable(for: serial))
        if profile.basicConstraints.isAuthority { try Lints.check(certificateAuthority: tbs) }
        let der = template.certificate(tbs: tbs, signature: try await key.sign(tbs))
        let certificate = Certificate(
            serial: serial, caID: ca.id, issuerSerial: ca.serial, commonName: admission.subject.commonName ?? "",
            status: .active, type: .external, engineID: "", key: KeyMetadata(request.key),
            keyHash: Array(SHA256.hash(data: request.publicKeyInfoDER)), der: der,
            notBefore: Timestamp(seconds: start), notAfter: Timestamp(seconds: end), revocation: nil, metadata: [:],
            createdAt: time, issuerKey: ca.keyGeneration, preventive: nil,
            dueAt: windows.due(.active, notAfter: Timestamp(seconds: end)), releasedAt: nil)
        return try IssuedCertificate(
            certificate, subject: admission.subject.fields, lease: lease, at: time, by: caller)
    }

    /// The request's part of what `issue` checks, proof of possession included.
    func ensureAdmissible(_ request: CertificateRequest, at time: Timestamp) throws {
        let admission = try profile.admit(request)
        try names?.check(admission)
        try ca.ensureMaySign(at: time)
    }

    private func extensions(for admission: Admission) -> [Extension] {
        let keyIdentifier = Extension.subjectKeyIdentifier(ofBits: admission.publicKey.bits)
        guard let names = admission.alternativeNames else { return [keyIdentifier] }
        return [keyIdentifier, names]
    }
}

extension ValidityRules {
    /// A certificate never outlives its issuer (RFC 5280 does not demand it; relying parties do).
    fileprivate func end(from time: Timestamp, under ca: CertificateAuthority) throws(Refusal) -> Int64 {
        let wanted = end(from: time, authority: ca.issuanceExpiration)
        guard exceedingIssuer == .cut || wanted <= ca.notAfter else {
            throw Refusal(
                .conflict, "validity-exceeds-issuer",
                "The certificate would be valid until \(wanted), and CA \"\(ca.id)\" is until \(ca.notAfter).")
        }
        let end = min(wanted, ca.notAfter)
        guard end > time else {
            throw Refusal(
                .conflict, "ca-issuance-expired",
                "CA \"\(ca.id)\" issues certificates until \(wanted), which is past.")
        }
        return end.seconds
    }
}

extension IssuanceProfile {
    /// Certificates of CAs fit below the issuer: its path length allows them (RFC 5280, section 4.2.1.9).
    fileprivate func ensureBelow(_ issuer: ParsedCertificate, ofCA id: String) throws(Refusal) {
        guard basicConstraints.isAuthority, let room = issuer.pathLength else { return }
        guard room > 0 else {
            throw Refusal(.conflict, "path-length", "CA \"\(id)\" has the path length 0: no CA can be below it.")
        }
        guard let wanted = basicConstraints.pathLength, wanted < room else {
            throw Refusal(
                .conflict, "path-length",
                "CA \"\(id)\" has the path length \(room); use a profile with a path length below that.")
        }
    }
}

/// A certificate that is signed and not stored yet, with the event that will tell of it.
public struct IssuedCertificate: Sendable {
    public internal(set) var certificate: Certificate
    public let payload: CertificatePayload
    let event: PendingEvent
    /// Of the profile that it was issued under; nil where that is built in.
    let lease: ProfileLease?

    init(
        _ certificate: Certificate, subject: SubjectFields, lease: ProfileLease?, at time: Timestamp, by caller: Caller
    ) throws {
        self.certificate = certificate
        self.lease = lease
        payload = certificate.payload(subject: subject)
        event = try EventCatalog.caSignCertificate.event(payload, about: payload.serialNumber, at: time, by: caller)
    }
}
