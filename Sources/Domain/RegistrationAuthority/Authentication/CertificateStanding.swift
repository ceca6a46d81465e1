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

    /// Every certificate of the path was issued here and is on record: one that is not is no certificate of ours,
    /// whatever its signature says.
    /// - Throws: `Refusal`.
    func ensureGood(on reader: borrowing some Reading & ~Copyable) throws {
        guard let status = try reader.statusOfCertificateAuthority(anchorCA) else {
            throw Refusal.notFound("ca", anchorCA)
        }
        try Self.ensureLive(status, "The CA \"\(anchorCA)\" of the client's certificate")
        for certificate in path {
            let name = "The certificate \(certificate.serial.hex)"
            if certificate.isCA {
                guard
                    let ca = try reader.certificateAuthority(
                        withCertificate: certificate.der, serial: certificate.serial)
                else { throw Self.unknown(name) }
                try Self.ensureLive(ca.status, "The CA \"\(ca.id)\"")
            } else {
                guard let status = try reader.statusOfCertificate(certificate.serial, der: certificate.der) else {
                    throw Self.unknown(name)
                }
                try Self.ensureLive(status, name)
            }
        }
    }

    private static func ensureLive(_ status: CertificateStatus, _ what: String) throws(Refusal) {
        if status.isLive { return }
        throw Refusal(
            .unauthenticated, "client-certificate-\(status.rawValue.lowercased())", "\(what) is \(status.rawValue).")
    }

    private static func unknown(_ name: String) -> Refusal {
        Refusal(
            .unauthenticated, "client-certificate-unknown", "\(name) was not issued here: it is not on record.")
    }
}
