import CertificateAuthority
import Storage

extension Reading where Self: ~Copyable {
    /// What the devices of a remote DMS are to trust: the CAs that may sign for them, each with its chain.
    func remoteDistribution(of authorizedCAs: [String]) throws -> [[UInt8]] {
        var seen: Set<[UInt8]> = []
        return try authorizedCAs.flatMap { try chain(ofCA: $0) }.filter { seen.insert($0).inserted }
    }

    /// What a label that names one of the authorised CAs asks for: that CA with its chain.
    /// - Throws: `Refusal` where it is not authorised.
    func distribution(of dms: DMS, onlyCA ca: String) throws -> [[UInt8]] {
        try dms.ensureAuthorized(ca)
        return try remoteDistribution(of: [ca])
    }
}
