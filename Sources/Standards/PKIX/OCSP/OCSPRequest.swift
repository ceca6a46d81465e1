/// A question for the status of certificates (OCSPRequest; RFC 6960, 4.1.1).
///
/// The signature of a signed request is not looked at: who asks makes no difference to the answer.
public struct OCSPRequest: Sendable, Hashable {
    public let certificateIDs: [OCSPCertificateID]
    /// 1 to 128 octets, which the answer repeats (RFC 9654, 2.1).
    public let nonce: [UInt8]?
    /// It demands something that is not understood here: an unknown extension that is critical.
    public let hasUnknownCriticalExtension: Bool
    /// It is of the lightweight profile: one certificate and nothing else (RFC 5019, 2.1.1). Such requests for a
    /// certificate can be counted on one hand, so their answers are worth keeping.
    public let isLightweight: Bool

    /// The largest request that is read, in bytes.
    public static let sizeMax = 65_536
    public static let certificatesMax = 128
    public static let nonceLengths = 1...128

    /// - Throws: `tooLarge`, `malformedDER`, `malformedExtension`, `duplicateExtension`, `invalidObjectIdentifier`: what
    ///   is answered by `malformedRequest`.
    public init(der: [UInt8]) throws(PKIXError) {
        let place = "OCSP request"
        guard der.count <= Self.sizeMax else {
            throw PKIXError(.tooLarge, "The OCSP request is larger than 64 KiB.", in: place)
        }
        var outer = DERReader(der, in: place)
        var request = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var tbs = try request.enter(DERTag.sequence)
        let isSigned = try request.optional(DERTag.contextConstructed(0)) != nil
        try request.requireEnd()

        try Self.readVersion(&tbs)
        let hasName = try tbs.optional(DERTag.contextConstructed(1)) != nil
        var list = try tbs.enter(DERTag.sequence, "OCSP request: list")
        let singles = try Self.readList(&list)
        let extensions = try Self.readExtensions(DERTag.contextConstructed(2), of: &tbs)
        try tbs.requireEnd()

        certificateIDs = singles.ids
        nonce = try Self.nonce(extensions)
        let all = extensions + singles.extensions
        hasUnknownCriticalExtension = all.contains { $0.isCritical && !Self.understood.contains($0.oid) }
        isLightweight = singles.ids.count == 1 && all.isEmpty && !isSigned && !hasName
    }

    /// Not critical, or understood enough: no other kind of answer than the basic one is given, and no other signer.
    private static let understood: Set<OID> = [
        .ocspNonce, .ocspAcceptableResponses, .ocspServiceLocator, .ocspPreferredSignatureAlgorithms,
    ]

    /// Only version 1 is defined. DER leaves it out; some clients do not.
    private static func readVersion(_ tbs: inout DERReader) throws(PKIXError) {
        guard tbs.nextTag == DERTag.contextConstructed(0) else { return }
        var tagged = try tbs.enter(DERTag.contextConstructed(0))
        guard try tagged.smallInteger() == 0 else { throw tbs.malformed("The version of the request is unknown.") }
        try tagged.requireEnd()
    }

    private static func readList(
        _ list: inout DERReader
    ) throws(PKIXError) -> (ids: [OCSPCertificateID], extensions: [Extension]) {
        var ids: [OCSPCertificateID] = []
        var extensions: [Extension] = []
        while !list.isAtEnd {
            guard ids.count < certificatesMax else { throw list.malformed("More than 128 certificates are asked for.") }
            var single = try list.enter(DERTag.sequence)
            ids.append(try OCSPCertificateID(from: &single))
            extensions += try readExtensions(DERTag.contextConstructed(0), of: &single)
            try single.requireEnd()
        }
        guard !ids.isEmpty else { throw list.malformed("No certificate is asked for.") }
        return (ids, extensions)
    }

    /// Explicitly tagged Extensions, if they are next.
    static func readExtensions(_ tag: UInt8, of reader: inout DERReader) throws(PKIXError) -> [Extension] {
        guard reader.nextTag == tag else { return [] }
        var tagged = try reader.enter(tag)
        var list = try tagged.enter(DERTag.sequence, "OCSP: extensions")
        try tagged.requireEnd()
        guard !list.isAtEnd else { throw list.malformed("The list of extensions is empty.") }
        return try Extension.readAll(&list)
    }

    /// The nonce, an OCTET STRING inside that of the extension (RFC 9654, 2.1).
    static func nonce(_ extensions: [Extension]) throws(PKIXError) -> [UInt8]? {
        guard let found = extensions.first(where: { $0.oid == .ocspNonce }) else { return nil }
        var reader = DERReader(found.value, in: "OCSP: nonce")
        let nonce = reader.contents(try reader.next(DERTag.octetString))
        try reader.requireEnd()
        guard nonceLengths.contains(nonce.count) else {
            throw PKIXError(.malformedExtension, "A nonce has 1 to 128 octets (RFC 9654, 2.1).", in: reader.place)
        }
        return nonce
    }
}
