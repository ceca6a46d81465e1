import Events

/// The CA certificates that a DMS hands out, the same and in the same order as EST's `cacerts`: authorised CA, bootstrap
/// CAs, managed CAs, each with its chain up to the root, then static CAs, then the CA of our own EST listener; each once.
enum TrustBundle {
    /// - Parameters:
    ///   - downstream: the CA certificates of this server's own EST listener.
    ///   - chain: a CA and those above it, by its id; empty for one that is unknown or deleted.
    static func anchors(
        of dms: ProjectedDMS, downstream: [CertificateText], chain: (String) throws -> [CertificateText]
    ) throws -> [CertificateText] {
        let settings = dms.trust.distribution
        var ids: [String] = []
        if settings.includeAuthorizedCA, let authorized = dms.authorizedCA { ids.append(authorized) }
        if settings.includeBootstrapCAs { ids += dms.trust.bootstrapCAs }
        ids += settings.managedCAs
        var anchors = try ids.flatMap(chain)
        anchors += try settings.staticCAs.flatMap { try CertificateText.all(in: $0.certificate.pem) }
        if settings.includeDownstreamCA { anchors += downstream }
        var seen: Set<CertificateText> = []
        return anchors.filter { seen.insert($0).inserted }
    }
}
