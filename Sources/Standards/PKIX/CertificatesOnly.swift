/// The certs-only message: a CMS SignedData that signs nothing (RFC 5652, 5.1; RFC 7030, 4.1.3; RFC 5272, 4.1).
public enum CertificatesOnly {
    /// The largest message that is read, in bytes.
    public static let sizeMax = 4 << 20
    /// The most certificates that are read.
    public static let certificatesMax = 1_000

    /// - Parameter certificates: the DER of each. A SET has no order: they come out sorted by encoding (X.690, 11.6).
    public static func encode(_ certificates: [[UInt8]]) -> [UInt8] {
        let sorted = certificates.sorted { $0.lexicographicallyPrecedes($1) }
        var writer = DERWriter(capacity: certificates.reduce(128) { $0 + $1.count })
        writer.tlv(DERTag.sequence) { contentInfo in
            contentInfo.tlv(DERTag.contextConstructed(0)) { tagged in
                tagged.tlv(DERTag.sequence) { signedData in
                    signedData.tlv(DERTag.set, [])
                    if !sorted.isEmpty {
                        signedData.tlv(DERTag.contextConstructed(0)) { set in
                            for certificate in sorted.reversed() { set.bytes(certificate) }
                        }
                    }
                    signedData.bytes(emptyBody)
                }
            }
            contentInfo.tlv(DERTag.objectIdentifier, OID.cmsSignedData.contents)
        }
        return writer.finish()
    }

    /// The DER of each certificate, in the order of the message; the certificates themselves are not parsed.
    ///
    /// - Throws: `malformedDER` when it is not a SignedData, `tooLarge` beyond the limits.
    public static func decode(_ der: [UInt8]) throws(PKIXError) -> [[UInt8]] {
        guard der.count <= sizeMax else {
            throw PKIXError(.tooLarge, "The PKCS #7 is larger than 4 MiB.", in: "PKCS #7")
        }
        var signedData = try openSignedData(der)
        guard (1...5).contains(try signedData.smallInteger()) else {
            throw signedData.malformed("The version of the SignedData is unknown.")
        }
        _ = try signedData.next(DERTag.set)
        _ = try signedData.next(DERTag.sequence)
        var certificates: [[UInt8]] = []
        if signedData.nextTag == DERTag.contextConstructed(0) {
            var set = try signedData.enter(DERTag.contextConstructed(0))
            while !set.isAtEnd {
                certificates.append(set.whole(try set.next(DERTag.sequence)))
                guard certificates.count <= certificatesMax else {
                    throw PKIXError(.tooLarge, "The PKCS #7 has more than 1000 certificates.", in: "PKCS #7")
                }
            }
        }
        _ = try signedData.optional(DERTag.contextConstructed(1))
        _ = try signedData.next(DERTag.set)
        try signedData.requireEnd()
        return certificates
    }

    private static func openSignedData(_ der: [UInt8]) throws(PKIXError) -> DERReader {
        var outer = DERReader(der, in: "PKCS #7")
        var contentInfo = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        guard try contentInfo.objectIdentifier() == .cmsSignedData else {
            throw outer.malformed("The content is not a SignedData.")
        }
        var tagged = try contentInfo.enter(DERTag.contextConstructed(0))
        try contentInfo.requireEnd()
        let signedData = try tagged.enter(DERTag.sequence)
        try tagged.requireEnd()
        return signedData
    }

    /// Version 1, no digest algorithms, content of type data that is absent.
    private static let emptyBody: [UInt8] =
        DER.integer(1) + DER.tlv(DERTag.set, []) + DER.sequence(OID.cmsData.der)
}
