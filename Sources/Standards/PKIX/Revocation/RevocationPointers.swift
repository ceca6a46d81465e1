/// Where a certificate says that its revocation can be asked for.
public struct RevocationPointers: Sendable, Hashable {
    /// URIs of OCSP responders, in order (authorityInfoAccess; RFC 5280, 4.2.2.1).
    public let responders: [String]
    /// URIs of CRLs of its own issuer for all reasons, in order (cRLDistributionPoints; RFC 5280, 4.2.1.13). Points for
    /// some reasons, of other issuers, and without a full name are passed over.
    public let crls: [String]

    public var isEmpty: Bool { responders.isEmpty && crls.isEmpty }
}

extension ParsedCertificate {
    /// - Throws: `malformedDER`, `notASCII` or `malformedName` where one of the two extensions cannot be read.
    public func revocationPointers() throws(PKIXError) -> RevocationPointers {
        RevocationPointers(
            responders: try extensions.value(.authorityInfoAccess).map(Self.responders) ?? [],
            crls: try extensions.value(.crlDistributionPoints).map(Self.crls) ?? [])
    }

    private static func responders(_ der: [UInt8]) throws(PKIXError) -> [String] {
        var outer = DERReader(der, in: "certificate: authority information access")
        var list = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var uris: [String] = []
        while !list.isAtEnd {
            var description = try list.enter(DERTag.sequence)
            let method = try description.objectIdentifier()
            let name = try GeneralName.read(&description)
            try description.requireEnd()
            if method == .accessOCSP, case .uri(let uri) = name { uris.append(uri) }
        }
        return uris
    }

    private static func crls(_ der: [UInt8]) throws(PKIXError) -> [String] {
        var outer = DERReader(der, in: "certificate: CRL distribution points")
        var points = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var uris: [String] = []
        while !points.isAtEnd {
            var point = try points.enter(DERTag.sequence)
            guard let name = try point.optional(DERTag.contextConstructed(0)), point.isAtEnd else { continue }
            var form = point.inside(name)
            guard form.nextTag == DERTag.contextConstructed(0) else { continue }
            uris += try DistributionPoint.uris(&form)
        }
        return uris
    }
}
