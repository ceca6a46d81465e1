public import Events
import Crypto
import KeyStore
import ManagementAPI
import PKIX

/// A CA under one profile, ready to sign: what is constant in its certificates is encoded, and its key is open.
struct Issuer: Sendable {
    let ca: CertificateAuthority
    private let profile: IssuanceProfile
    private let key: any SigningKey
    private let template: CertificateTemplate
    private let windows: ExpiryWindows
    private let validation: ValidationExtensions
    /// The addresses in its certificates.
    var validationPoints: ValidationPoints? { validation.points }

    /// Certificates start a little in the past, for clocks that are slow.
    private static let backdating = WireDuration.seconds(60)

    init(
        ca: CertificateAuthority, profile: IssuanceProfile, key: any SigningKey, configuration: CAService.Configuration
    ) throws {
        windows = configuration.windows
        validation = try ValidationExtensions(configuration.validationPoints(), issuer: ca)
        self.ca = ca
        self.profile = profile
        self.key = key
        let certificate = try ParsedCertificate(der: ca.der)
        template = CertificateTemplate(
            issuerNameDER: certificate.subject.der, signatureAlgorithm: key.signatureAlgorithm,
            authorityKeyIdentifier: certificate.subjectKeyIdentifier,
            constantExtensions: profile.constantExtensions + validation.constant)
    }

    /// Signs, and stores nothing: what it returns must not leave the process before it is committed.
    func issue(_ request: CertificateRequest, at time: Timestamp, by caller: Caller) async throws -> IssuedCertificate {
        try profile.check(request)
        try ca.ensureMaySign(at: time)
        var generator = SystemRandomNumberGenerator()
        let serial = SerialNumber.random(using: &generator)
        let start = max(time + WireDuration(milliseconds: -Self.backdating.milliseconds), ca.notBefore).seconds
        let end = try end(at: time)
        let tbs = template.tbs(
            serial: serial, notBefore: start, notAfter: end, subjectDER: request.subjectDER,
            publicKeyInfoDER: request.publicKeyInfoDER,
            extraExtensions: extensions(for: request) + validation.variable(for: serial))
        let der = template.certificate(tbs: tbs, signature: try await key.sign(tbs))
        let certificate = Certificate(
            serial: serial, caID: ca.id, issuerSerial: ca.serial, commonName: request.subject.commonName ?? "",
            status: .active, type: .external, engineID: "", key: KeyMetadata(request.key),
            keyHash: Array(SHA256.hash(data: request.publicKeyInfoDER)), der: der,
            notBefore: Timestamp(seconds: start), notAfter: Timestamp(seconds: end), revocation: nil, metadata: [:],
            createdAt: time, issuerKey: ca.keyGeneration, preventive: nil,
            dueAt: windows.due(.active, notAfter: Timestamp(seconds: end)), releasedAt: nil)
        return try IssuedCertificate(certificate, subject: request.subject.fields, at: time, by: caller)
    }

    /// A leaf never outlives its issuer (RFC 5280 does not demand it; relying parties do).
    private func end(at time: Timestamp) throws -> Int64 {
        let end = min(ca.issuanceExpiration.end(from: time), ca.notAfter)
        guard end > time else {
            throw Refusal(
                .conflict, "ca-issuance-expired",
                "CA \"\(ca.id)\" issues certificates until \(ca.issuanceExpiration.end(from: time)), which is past.")
        }
        return end.seconds
    }

    private func extensions(for request: CertificateRequest) -> [Extension] {
        let keyIdentifier = Extension.subjectKeyIdentifier(ofBits: request.publicKeyBits)
        guard let names = request.subjectAltNameDER else { return [keyIdentifier] }
        // With an empty subject the names are all there is, and must be understood (RFC 5280, section 4.2.1.6).
        return [keyIdentifier, .subjectAltName(der: names, critical: request.subject.isEmpty)]
    }
}

/// A certificate that is signed and not stored yet, with the event that will tell of it.
public struct IssuedCertificate: Sendable {
    public let certificate: Certificate
    public let payload: CertificatePayload
    let event: PendingEvent

    init(_ certificate: Certificate, subject: SubjectFields, at time: Timestamp, by caller: Caller) throws {
        self.certificate = certificate
        payload = certificate.payload(subject: subject)
        event = try EventCatalog.caSignCertificate.event(payload, about: payload.serialNumber, at: time, by: caller)
    }
}
