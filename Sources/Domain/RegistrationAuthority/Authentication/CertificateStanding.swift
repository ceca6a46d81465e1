import CertificateAuthority
import Events
import ManagementAPI
import PKIX
import Storage

/// Certificates whose signatures were verified, and whose standing is to be looked up: it may change at any time.
struct CertificateStanding: Sendable {
    /// From the client's certificate up to the one below the anchor.
    let path: [ParsedCertificate]
    let anchorCA: String
    /// Those of the path that were signed by a key that is not here.
    var foreign: Set<Int> = []
    /// Those of them that their own PKI has just called good. They need not be on record here.
    var vouched: Set<Int> = []

    /// Every certificate of the path was issued here and is on record: one that is not is no certificate of ours,
    /// whatever its signature says. What is on record must be good, whoever else vouches for it.
    /// - Throws: `Refusal`.
    func ensureGood(on reader: borrowing some Reading & ~Copyable) throws {
        guard let status = try reader.statusOfCertificateAuthority(anchorCA) else {
            throw Refusal.notFound("ca", anchorCA)
        }
        try Self.ensureLive(status, "The CA \"\(anchorCA)\" of the client's certificate")
        for (index, certificate) in path.enumerated() {
            let isVouched = vouched.contains(index)
            let name = "The certificate \(certificate.serial.hex)"
            if certificate.isCA {
                let ca = try reader.certificateAuthority(withCertificate: certificate.der, serial: certificate.serial)
                if let ca { try Self.ensureLive(ca.status, "The CA \"\(ca.id)\"") }
                guard ca != nil || isVouched else { throw Self.unknown(name, isForeign: foreign.contains(index)) }
            } else {
                let status = try reader.statusOfCertificate(certificate.serial, der: certificate.der)
                if let status { try Self.ensureLive(status, name) }
                guard status != nil || isVouched else { throw Self.unknown(name, isForeign: foreign.contains(index)) }
            }
        }
    }

    private static func ensureLive(_ status: CertificateStatus, _ what: String) throws(Refusal) {
        if status.isLive { return }
        throw Refusal(
            .unauthenticated, "client-certificate-\(status.rawValue.lowercased())", "\(what) is \(status.rawValue).")
    }

    private static func unknown(_ name: String, isForeign: Bool) -> Refusal {
        Refusal(
            .unauthenticated, "client-certificate-unknown",
            isForeign
                ? "\(name) names neither an OCSP responder nor a CRL to ask whether it was revoked, and is not on record "
                    + "here: import it, or have it issued with such an address."
                : "\(name) was not issued here: it is not on record.")
    }
}
