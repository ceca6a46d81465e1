/// Which certificates a CRL speaks of (RFC 5280, 5.2.5). Indirect CRLs and reasons are not written, and refused when read.
public struct IssuingDistributionPoint: Sendable, Hashable {
    /// The addresses in the certificates that this CRL answers for; none leaves the distribution point out.
    public var uris: [String]
    public var onlyContainsUserCerts: Bool
    public var onlyContainsCACerts: Bool

    public init(uris: [String], onlyContainsUserCerts: Bool = false, onlyContainsCACerts: Bool = false) {
        self.uris = uris
        self.onlyContainsUserCerts = onlyContainsUserCerts
        self.onlyContainsCACerts = onlyContainsCACerts
    }

    /// Critical, as it must be. Nil where it would be an empty sequence, which is not allowed.
    /// - Throws: `notASCII` for a URI that is not percent-encoded.
    func asExtension() throws(PKIXError) -> Extension? {
        var fields: [UInt8] = []
        if !uris.isEmpty {
            var names: [UInt8] = []
            for uri in uris { names += try GeneralName.uri(uri).der() }
            fields += DER.tlv(
                DERTag.contextConstructed(0), DER.tlv(DERTag.contextConstructed(0), names))
        }
        if onlyContainsUserCerts { fields += DER.tlv(DERTag.context(1), [0xff]) }
        if onlyContainsCACerts { fields += DER.tlv(DERTag.context(2), [0xff]) }
        guard !fields.isEmpty else { return nil }
        return Extension(oid: .issuingDistributionPoint, critical: true, value: DER.sequence(fields))
    }

    init(der: [UInt8], in place: String) throws(PKIXError) {
        var outer = DERReader(der, in: place)
        var fields = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        guard !fields.isAtEnd else { throw Self.malformed("The issuing distribution point is empty.", place) }
        uris = try Self.uris(&fields)
        onlyContainsUserCerts = try Self.flag(1, &fields)
        onlyContainsCACerts = try Self.flag(2, &fields)
        guard fields.isAtEnd else {
            throw Self.malformed("CRLs of some reasons, of attributes, or of other issuers are not supported.", place)
        }
        guard !(onlyContainsUserCerts && onlyContainsCACerts) else {
            throw Self.malformed("The CRL is for end entities only and for CAs only.", place)
        }
    }

    private static func uris(_ fields: inout DERReader) throws(PKIXError) -> [String] {
        guard fields.nextTag == DERTag.contextConstructed(0) else { return [] }
        var point = try fields.enter(DERTag.contextConstructed(0))
        return try DistributionPoint.uris(&point)
    }

    /// A BOOLEAN that is DEFAULT FALSE, so that DER writes it only where it is true.
    private static func flag(_ number: UInt8, _ fields: inout DERReader) throws(PKIXError) -> Bool {
        guard let element = try fields.optional(DERTag.context(number)) else { return false }
        guard fields.contents(element) == [0xff] else { throw malformed("A flag is malformed.", fields.place) }
        return true
    }

    private static func malformed(_ message: String, _ place: String) -> PKIXError {
        PKIXError(.malformedExtension, message, in: place)
    }
}

/// The distribution points of the extensions cRLDistributionPoints and freshestCRL (RFC 5280, 4.2.1.13).
enum DistributionPoint {
    /// All URIs of a list of points, in order; names of other forms are passed over.
    static func uris(der: [UInt8], in place: String) throws(PKIXError) -> [String] {
        var outer = DERReader(der, in: place)
        var points = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var uris: [String] = []
        while !points.isAtEnd {
            var point = try points.enter(DERTag.sequence)
            guard point.nextTag == DERTag.contextConstructed(0) else { continue }
            var name = try point.enter(DERTag.contextConstructed(0))
            uris += try Self.uris(&name)
        }
        return uris
    }

    /// The URIs of a DistributionPointName, of which the full name is read.
    static func uris(_ name: inout DERReader) throws(PKIXError) -> [String] {
        guard
            var names = name.nextTag == DERTag.contextConstructed(0)
                ? try name.enter(DERTag.contextConstructed(0)) : nil
        else {
            throw PKIXError(
                .malformedExtension, "A distribution point without a full name is not supported.", in: name.place)
        }
        try name.requireEnd()
        var uris: [String] = []
        while !names.isAtEnd {
            if case .uri(let uri) = try GeneralName.read(&names) { uris.append(uri) }
        }
        return uris
    }
}
