import CertificateAuthority
import DeviceManager
import Events
import ManagementAPI
import PKIX
import Storage

/// Where a renewal takes place: the DMS, the CAs whose certificates it renews, and what is on record of the certificate
/// that was presented.
struct ReenrollmentPlace: Sendable {
    let dms: DMS
    let profile: IdentityProfile
    let tenure: SlotTenure?
    /// The DMS of the device that the certificate is of.
    let owner: String?
    let anchors: [TrustAnchor]
    /// Between the anchors and the certificate, as they are on record: few clients send them.
    let issuers: [ParsedCertificate]

    /// What was presented, with its signatures verified.
    struct Chain: Sendable {
        /// What has to be good for a renewal, beside the anchor. The certificate of a slot is not among it: it is judged
        /// by what is on record of it, in the transaction.
        let judged: [ParsedCertificate]
        let anchor: TrustAnchor
    }

    /// The end of the certificate is not looked at: a renewal may come late, and whether this one may is decided in the
    /// transaction.
    func verified(_ presented: [ParsedCertificate], at time: Timestamp) -> Result<Chain, Refusal> {
        do {
            return .success(try verify(presented, at: time))
        } catch {
            return .failure(error)
        }
    }

    private func verify(_ presented: [ParsedCertificate], at time: Timestamp) throws(Refusal) -> Chain {
        guard let leaf = presented.first else { throw refused("No client certificate was presented.") }
        let level = profile.enrollmentSettings.chainValidationLevel
        let path: [ParsedCertificate]
        do {
            path = try ChainValidation().validate(
                leaf: leaf, intermediates: presented.dropFirst() + issuers, anchors: anchors.map(\.certificate),
                at: time.seconds, leafTime: min(time.seconds, leaf.notAfter), maxIssuers: level == -1 ? nil : level,
                requireClientAuth: true)
        } catch {
            throw refusal(for: error, leaf)
        }
        guard let anchor = anchors.first(where: { $0.certificate == path.last }) else {
            throw refused("The chain does not end in a CA whose certificates DMS \"\(dms.name)\" renews.")
        }
        return Chain(judged: Array(path.dropLast().dropFirst(tenure == nil ? 0 : 1)), anchor: anchor)
    }

    /// Nobody here knows the issuer.
    static let unknownIssuerCode = "client-certificate-issuer-unknown"

    private func refusal(for error: ChainError, _ leaf: ParsedCertificate) -> Refusal {
        guard case .unknownIssuer = error else { return refused(error.description) }
        guard let tenure else { return Refusal(.unauthenticated, Self.unknownIssuerCode, error.description) }
        return refused(
            "The certificate \(leaf.serial.hex) was issued by CA \"\(tenure.certificate.caID)\", which is neither the "
                + "authorised CA of DMS \"\(dms.name)\" nor one of its additional validation CAs.")
    }

    private func refused(_ sentence: String) -> Refusal {
        Refusal(.unauthenticated, BootstrapAuthentication.refusedCode, sentence)
    }
}

extension Reading where Self: ~Copyable {
    /// Nil where nobody renews by a certificate of the device's own.
    func reenrollmentPlace(of enrollment: Enrollment, presenting leaf: ParsedCertificate) throws -> ReenrollmentPlace? {
        let dms = try existingDMS(enrollment.dmsName)
        try dms.ensureEnrolls()
        guard case .cloud(let profile) = dms.kind else { return nil }
        let settings = (profile.enrollmentSettings, profile.reenrollmentSettings)
        let tenure = try tenure(of: leaf)
        let additional = settings.1.additionalValidationCAs.filter { !settings.0.bootstrapCAs.contains($0) }
        let cas = tenure == nil ? additional : [settings.0.authorizedCA] + settings.1.additionalValidationCAs
        return ReenrollmentPlace(
            dms: dms, profile: profile, tenure: tenure,
            owner: try tenure.flatMap { try device($0.slot.deviceID) }?.dmsName,
            anchors: try trustAnchors(ofCAs: cas), issuers: try issuers(of: tenure, below: cas))
    }

    private func issuers(of tenure: SlotTenure?, below cas: [String]) throws -> [ParsedCertificate] {
        guard let tenure, !cas.contains(tenure.certificate.caID) else { return [] }
        return try lineage(ofCA: tenure.certificate.caID).flatMap { ca in
            try anchors(ofCA: ca.id).map { try ParsedCertificates.parse($0) }
        }
    }
}
