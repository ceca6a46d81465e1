import PKIX
import Synchronization

/// The certificates of bootstrap CAs, parsed: every enrolment needs them, and the bytes of one never change.
enum ParsedCertificates {
    private static let known = Mutex<[[UInt8]: ParsedCertificate]>([:])
    private static let knownMax = 1_000

    static func parse(_ der: [UInt8]) throws(PKIXError) -> ParsedCertificate {
        if let certificate = known.withLock({ $0[der] }) { return certificate }
        let certificate = try ParsedCertificate(der: der)
        known.withLock { known in
            if known.count >= knownMax { known = [:] }
            known[der] = certificate
        }
        return certificate
    }
}
