/// What each certificate of a path must fulfil, apart from its signature (RFC 5280, 6.1.3 and 6.1.4).
struct LinkChecks {
    /// Seconds since 1970.
    let time: Int64
    let requireClientAuth: Bool

    static func link(_ certificate: ParsedCertificate, _ level: Int) -> ChainError.Link {
        ChainError.Link(level: level, subject: shown(certificate.subject.description))
    }

    /// Names come from strangers: messages hold only so much of them.
    static func shown(_ name: String) -> String { name.count <= 200 ? name : name.prefix(200) + "…" }

    func checkLeaf(_ leaf: ParsedCertificate) throws(ChainError) {
        try checkAny(leaf, LinkChecks.link(leaf, 0))
    }

    /// - Parameter path: the certificates below `issuer`, leaf first; never empty.
    func checkIssuer(_ issuer: ParsedCertificate, above path: [ParsedCertificate]) throws(ChainError) {
        let link = LinkChecks.link(issuer, path.count)
        guard issuer.isCA else { throw .notACA(link) }
        guard issuer.keyUsage?.contains(.keyCertSign) ?? true else { throw .notAllowedToSign(link) }
        try checkAny(issuer, link)
        let below = path.dropFirst().count { !$0.selfIssued }
        if let pathLength = issuer.pathLength, below > pathLength {
            throw .pathLengthExceeded(link, pathLength: pathLength)
        }
        try checkNames(issuer, link, path)
    }

    private func checkAny(_ certificate: ParsedCertificate, _ link: ChainError.Link) throws(ChainError) {
        guard time >= certificate.notBefore else { throw .notYetValid(link, notBefore: certificate.notBefore) }
        guard time <= certificate.notAfter else { throw .expired(link, notAfter: certificate.notAfter) }
        for each in certificate.extensions.all where each.isCritical && !LinkChecks.understood.contains(each.oid) {
            throw .unsupportedCriticalExtension(link, oid: each.oid.dotted)
        }
        guard requireClientAuth, let purposes = certificate.extensions.extendedKeyUsages else { return }
        guard purposes.contains(.clientAuth) || purposes.contains(.anyExtendedKeyUsage) else {
            throw .wrongExtendedKeyUsage(link)
        }
    }

    /// Evaluated here, or of no consequence to a path: without an initial policy set, policies accept every path.
    /// Policy constraints are not among them.
    private static let understood: Set<OID> = [
        .basicConstraints, .keyUsage, .extendedKeyUsage, .subjectAltName, .issuerAltName, .subjectKeyIdentifier,
        .authorityKeyIdentifier, .crlDistributionPoints, .authorityInfoAccess, .certificatePolicies, .nameConstraints,
    ]

    /// A self-issued certificate between issuer and leaf is exempt (RFC 5280, 6.1.3, (b)).
    private func checkNames(
        _ issuer: ParsedCertificate, _ link: ChainError.Link, _ path: [ParsedCertificate]
    ) throws(ChainError) {
        guard let value = issuer.extensions.value(.nameConstraints) else { return }
        guard let constraints = try? NameConstraints(der: value) else {
            throw .unsupportedCriticalExtension(link, oid: OID.nameConstraints.dotted)
        }
        for (level, certificate) in path.enumerated() where level == 0 || !certificate.selfIssued {
            guard let names = try? constraints.names(of: certificate) else {
                throw .nameNotPermitted(link, name: LinkChecks.shown(certificate.subject.description))
            }
            if let refused = names.first(where: { !constraints.permits($0) }) {
                throw .nameNotPermitted(link, name: LinkChecks.shown(refused.summary))
            }
        }
    }
}
