import CertificateAuthority
import Events
import Storage

extension Reading where Self: ~Copyable {
    /// What `ca_distribution_settings` says, each CA with its chain up to the root, without duplicates.
    /// - Parameter downstream: the CAs of this server's own EST listener, DER.
    func distribution(of dms: DMS, downstream: [[UInt8]]) throws -> [[UInt8]] {
        guard case .cloud(let profile) = dms.kind else { return try remoteDistribution(of: dms.authorizedCAs) }
        let settings = profile.caDistributionSettings
        var certificates: [[UInt8]] = []
        if settings.includeAuthorizedCA { certificates += try chain(ofCA: profile.enrollmentSettings.authorizedCA) }
        if settings.includeBootstrapCAs {
            for id in profile.enrollmentSettings.bootstrapCAs { certificates += try chain(ofCA: id) }
        }
        for id in settings.managedCAs { certificates += try chain(ofCA: id) }
        certificates += try settings.staticCAs.map { try $0.der() }
        if settings.includeDownstreamCA { certificates += downstream }
        var seen: Set<[UInt8]> = []
        return certificates.filter { seen.insert($0).inserted }
    }

    /// A CA that was rekeyed has a certificate for each of its keys, and those that link them (RFC 7030, section 4.1.3).
    /// One that was deleted is left out.
    func chain(ofCA id: String) throws -> [[UInt8]] {
        let lineage = try lineage(ofCA: id)
        return try lineage.flatMap { ca in try anchors(ofCA: ca.id) + links(ofCA: ca.id) }
    }
}
