import CertificateAuthority
import Events
import PKIX
import Storage

/// A certificate of a CA that chains may end in.
struct TrustAnchor: Sendable {
    let caID: String
    let certificate: ParsedCertificate
    /// The CA was imported as a certificate only: what it issues is issued, and revoked, elsewhere.
    let isExternal: Bool
}

extension Reading where Self: ~Copyable {
    /// One for each key that a CA has had: a rekey leaves what it issued before valid. None if it was deleted.
    func trustAnchors(ofCAs ids: [String]) throws -> [TrustAnchor] {
        try ids.flatMap { id -> [TrustAnchor] in
            let isExternal = try typeOfCertificateAuthority(id) == .external
            return try anchors(ofCA: id).map {
                TrustAnchor(caID: id, certificate: try ParsedCertificates.parse($0), isExternal: isExternal)
            }
        }
    }
}
