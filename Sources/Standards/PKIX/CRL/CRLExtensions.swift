/// The extensions of a CRL (RFC 5280, 5.2), checked for what is critical and not understood.
struct CRLExtensions {
    private let all: [Extension]

    init(_ all: [Extension]) throws(PKIXError) {
        self.all = all
        try Self.requireUnderstood(all, Self.understood, "CRL: extensions")
    }

    func number(_ oid: OID) throws(PKIXError) -> CRLNumber? {
        guard let value = value(oid) else { return nil }
        return try CRLNumber(der: value, in: "CRL: number")
    }

    /// The keyIdentifier alone.
    func authorityKeyIdentifier() throws(PKIXError) -> [UInt8]? {
        guard let value = value(.authorityKeyIdentifier) else { return nil }
        var outer = DERReader(value, in: "CRL: authority key identifier")
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        return try fields.optional(DERTag.context(0)).map(fields.contents)
    }

    func issuingDistributionPoint() throws(PKIXError) -> IssuingDistributionPoint? {
        guard let value = value(.issuingDistributionPoint) else { return nil }
        return try IssuingDistributionPoint(der: value, in: "CRL: issuing distribution point")
    }

    func freshestCRL() throws(PKIXError) -> [String] {
        guard let value = value(.freshestCRL) else { return [] }
        return try DistributionPoint.uris(der: value, in: "CRL: freshest CRL")
    }

    private func value(_ oid: OID) -> [UInt8]? { all.first { $0.oid == oid }?.value }

    /// The reason among the extensions of an entry. An entry of another issuer (critical certificateIssuer) is refused.
    static func reason(_ extensions: [Extension]) throws(PKIXError) -> CRLReason {
        try requireUnderstood(extensions, understoodInEntries, "CRL: entry")
        guard let value = extensions.first(where: { $0.oid == .reasonCode })?.value else { return .unspecified }
        guard value.count == 3, value[0] == 0x0a, value[1] == 1, let reason = CRLReason(rawValue: value[2]) else {
            throw PKIXError(.malformedExtension, "The reason of an entry is unknown.", in: "CRL: entry")
        }
        return reason
    }

    private static func requireUnderstood(
        _ extensions: [Extension], _ understood: Set<OID>, _ place: String
    ) throws(PKIXError) {
        for each in extensions where each.isCritical && !understood.contains(each.oid) {
            throw PKIXError(
                .malformedExtension, "The critical extension \(each.oid) is not understood.", in: place)
        }
    }

    private static let understoodInEntries: Set<OID> = [.reasonCode, .invalidityDate]
    private static let understood: Set<OID> = [
        .authorityKeyIdentifier, .crlNumber, .deltaCRLIndicator, .issuingDistributionPoint, .freshestCRL,
    ]
}
