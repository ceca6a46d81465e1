import CertificateAuthority
import PKIX
import Storage

/// A certificate of a CA that chains may end in.
struct TrustAnchor: Sendable {
    let caID: String
    let certificate: ParsedCertificate
}

extension Reading where Self: ~Copyable {
    /// One for each key that a CA has had: a rekey leaves what it issued before valid. None if it was deleted.
    func trustAnchors(ofCAs ids: [String]) throws -> [TrustAnchor] {
        try ids.flatMap { id in
            try anchors(ofCA: id).map { TrustAnchor(caID: id, certificate: try ParsedCertificates.parse($0)) }
        }
    }
}
