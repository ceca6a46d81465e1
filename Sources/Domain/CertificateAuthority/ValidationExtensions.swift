import IssuanceProfiles
import PKIX

/// What tells relying parties where the certificates of a CA are vouched for: its CRL (RFC 5280, section 4.2.1.13), its
/// OCSP responder and its own certificate (section 4.2.2.1).
struct ValidationExtensions: Sendable {
    /// The addresses that they were made of.
    let points: ValidationPoints?
    /// The same in every certificate of the CA.
    let constant: [Extension]
    /// By the part of the CRL that a certificate falls into; empty where there is one list of everything.
    private let parts: [Extension]

    /// - Parameters:
    ///   - points: nil writes no extensions.
    ///   - issuer: the CA that signs. Where its key is not here, nobody here vouches for what it issues.
    ///   - rules: which of the addresses are written.
    init(_ points: ValidationPoints?, issuer: CertificateAuthority, rules: ValidationPointRules = .all) throws {
        self.points = points
        guard let points, issuer.keyID != nil else {
            (constant, parts) = ([], [])
            return
        }
        let ocsp = rules.ocsp ? [points.ocsp] : []
        let certificates = rules.caCertificate ? [points.certificate(ofCA: issuer.id, key: issuer.keyGeneration)] : []
        // The extension holds at least one address (RFC 5280, section 4.2.2.1).
        let isPointless = ocsp.isEmpty && certificates.isEmpty
        let access = isPointless ? [] : [try Extension.authorityInfoAccess(ocsp: ocsp, caIssuers: certificates)]
        guard rules.crl, issuer.crlShards > 1 else {
            let lists = rules.crl ? [points.crl(ofCA: issuer.id, key: issuer.keyGeneration)] : []
            (constant, parts) = (access + (try lists.map { try .crlDistributionPoints([$0]) }), [])
            return
        }
        constant = access
        parts = try (0..<issuer.crlShards).map { part in
            try .crlDistributionPoints([points.crl(ofCA: issuer.id, key: issuer.keyGeneration, shard: part)])
        }
    }

    /// What differs from certificate to certificate.
    func variable(for serial: SerialNumber) -> [Extension] {
        parts.isEmpty ? [] : [parts[ValidationPoints.shard(of: serial, among: parts.count)]]
    }

    func all(for serial: SerialNumber) -> [Extension] { constant + variable(for: serial) }
}
