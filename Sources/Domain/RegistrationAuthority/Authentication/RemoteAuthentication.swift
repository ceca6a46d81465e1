import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// Whether a TLS client certificate is that of a remote DMS itself, which enrols its devices as their registration
/// authority (RFC 7030, section 3.7). It is known by its very bytes, so it need not say `id-kp-cmcRA`.
struct RemoteAuthentication: ClientAuthentication {
    func authenticate(_ enrollment: Enrollment, at place: EnrollmentPlace) async throws -> AuthenticatedClient {
        let name = place.dms.name
        guard case .remote(let identity) = place.dms.kind, let own = try identity.certificateDER() else {
            throw Refusal(.forbidden, "dms-without-certificate", "DMS \"\(name)\" has no certificate of its own.")
        }
        guard let presented = enrollment.client.presented.first else {
            throw Refusal(
                .unauthenticated, "client-certificate-missing", "Present the certificate of DMS \"\(name)\" in TLS.")
        }
        let leaf = try Self.parse(presented)
        guard leaf.der == own else {
            throw Self.refused("The certificate \(leaf.serial.hex) is not the present certificate of DMS \"\(name)\".")
        }
        let anchor = try Self.issuer(of: leaf, at: enrollment.time, among: place.anchors)
        return AuthenticatedClient(
            actor: "dms:\(name)", fingerprint: enrollment.clientFingerprint,
            standing: CertificateStanding(path: [leaf], anchorCA: anchor.caID))
    }

    /// Validity, extended key usage and the signature of the CA that issued it. What is revoked is found out later.
    private static func issuer(
        of leaf: ParsedCertificate, at time: Timestamp, among anchors: [TrustAnchor]
    ) throws(Refusal) -> TrustAnchor {
        let path: [ParsedCertificate]
        do {
            path = try ChainValidation().validate(
                leaf: leaf, intermediates: [], anchors: anchors.map(\.certificate), at: time.seconds, maxIssuers: 1,
                requireClientAuth: true)
        } catch {
            throw refused(error.description)
        }
        guard let anchor = anchors.first(where: { $0.certificate == path.last }) else {
            throw refused("The certificate \(leaf.serial.hex) was not issued here.")
        }
        return anchor
    }

    private static func parse(_ der: [UInt8]) throws(Refusal) -> ParsedCertificate {
        do {
            return try ParsedCertificate(der: der)
        } catch {
            throw Refusal(.unauthenticated, "client-certificate-malformed", error.description)
        }
    }

    private static func refused(_ sentence: String) -> Refusal {
        Refusal(.unauthenticated, BootstrapAuthentication.refusedCode, sentence)
    }
}

extension RemoteAccessIdentity {
    /// Nil before it was approved.
    func certificateDER() throws(PKIXError) -> [UInt8]? {
        guard let certificate else { return nil }
        return try PEM.decode(Array(certificate.pem.utf8), label: "CERTIFICATE").first?.der
    }
}

extension Reading where Self: ~Copyable {
    /// The certificates of the CA that issued a remote DMS its own; none where that is not on record.
    func trustAnchors(of identity: RemoteAccessIdentity) throws -> [TrustAnchor] {
        guard let der = try identity.certificateDER() else { return [] }
        let serial = try ParsedCertificates.parse(der).serial
        guard let certificate = try certificate(serial) else { return [] }
        return try trustAnchors(ofCAs: [certificate.caID])
    }
}
