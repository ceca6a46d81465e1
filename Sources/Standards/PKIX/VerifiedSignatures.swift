import Crypto

/// Which certificates were found signed by which keys. The same bootstrap certificate comes with every device of a batch,
/// and whose key signed its bytes never changes, while verifying that again costs most of a path validation.
///
/// Only that is remembered: validity, permissions, names, algorithms and revocation are judged anew each time. A failure is not
/// remembered, and the name of an entry is a SHA-256 of every byte that the answer depends on: the whole certificate, with
/// its signature and algorithm, and the issuer's SubjectPublicKeyInfo.
enum VerifiedSignatures {
    private struct Link: Hashable, Sendable {
        let certificate: SHA256Digest
        let key: SHA256Digest
    }

    private struct Verified: Sendable {}

    /// 64 bytes of name each: under 1 MB, whoever presents what.
    private static let known = RecentValues<Link, Verified>(generationMax: 2_048)

    static func isSigned(_ certificate: ParsedCertificate, by issuer: ParsedCertificate) -> Bool {
        let link = Link(
            certificate: SHA256.hash(data: certificate.der), key: SHA256.hash(data: issuer.publicKeyInfoDER))
        if known[link] != nil { return true }
        guard certificate.isSigned(by: issuer) else { return false }
        known.remember(Verified(), for: link)
        return true
    }
}
