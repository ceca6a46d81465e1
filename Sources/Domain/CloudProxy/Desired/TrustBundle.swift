import Events

/// The CA certificates that a DMS hands out: authorised CA, bootstrap CAs, the CA of our own EST listener, managed CAs,
/// static CAs, in this order and each once.
enum TrustBundle {
    /// - Parameters:
    ///   - downstream: the CA certificates of this server's own EST listener.
    ///   - certificate: looks a CA up by its id; nil for one that is unknown or deleted.
    static func anchors(
        of dms: ProjectedDMS, downstream: [CertificateText], certificate: (String) throws -> CertificateText?
    ) throws -> [CertificateText] {
        let settings = dms.trust.distribution
        var ids: [String] = []
        if settings.includeAuthorizedCA, let authorized = dms.authorizedCA { ids.append(authorized) }
        if settings.includeBootstrapCAs { ids += dms.trust.bootstrapCAs }
        var anchors = try ids.compactMap(certificate)
        if settings.includeDownstreamCA { anchors += downstream }
        anchors += try settings.managedCAs.compactMap(certificate)
        anchors += try settings.staticCAs.flatMap { try CertificateText.all(in: $0.certificate.pem) }
        var seen: Set<CertificateText> = []
        return anchors.filter { seen.insert($0).inserted }
    }
}
