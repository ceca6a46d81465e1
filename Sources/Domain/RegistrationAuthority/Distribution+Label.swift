import CertificateAuthority
import Events
import Storage

extension Reading where Self: ~Copyable {
    /// What a label that names one of the authorised CAs asks for: that CA with its chain, DER, each once.
    /// - Parameter time: what had ended by then is left out.
    /// - Throws: `Refusal` where it is not authorised.
    func distribution(of dms: DMS, onlyCA ca: String, at time: Timestamp) throws -> [[UInt8]] {
        try dms.ensureAuthorized(ca)
        var seen: Set<[UInt8]> = []
        return try chain(ofCA: ca, at: time).filter { seen.insert($0).inserted }
    }
}
