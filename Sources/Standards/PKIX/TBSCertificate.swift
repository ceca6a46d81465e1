/// The part of a certificate that is signed, read before it is: the input of lints (RFC 5280, 4.1.1.1).
///
/// It reads what a certificate must not hold, too, so that somebody can say so.
public struct TBSCertificate: Sendable {
    /// 2 for version 3.
    public let version: Int
    /// The contents of the INTEGER: two's complement, so a first octet of 0x80 or more means a negative number.
    public let serialOctets: [UInt8]
    /// The AlgorithmIdentifier, verbatim.
    public let signatureAlgorithmDER: [UInt8]
    public let issuer: Name
    /// Seconds since 1970.
    public let notBefore: Int64
    /// Seconds since 1970.
    public let notAfter: Int64
    /// Whether the times are GeneralizedTime, in order; else they are UTCTime.
    public let isGeneralized: (notBefore: Bool, notAfter: Bool)
    public let subject: Name
    public let publicKey: PublicKeyInfo
    public let extensions: CertificateExtensions

    /// - Throws: `malformedDER`, `malformedName`, `invalidTime`, `unsupportedKey`, `duplicateExtension`,
    ///   `malformedExtension`.
    public init(der: [UInt8]) throws(PKIXError) {
        var outer = DERReader(der, in: "certificate to sign")
        var tbs = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        version = try TBSCertificate.version(&tbs)
        serialOctets = Array(try tbs.integer())
        signatureAlgorithmDER = tbs.whole(try tbs.next(DERTag.sequence))
        issuer = try Name(der: tbs.whole(try tbs.next(DERTag.sequence)), in: "certificate to sign: issuer")
        var validity = try tbs.enter(DERTag.sequence, "certificate to sign: validity")
        let (start, end) = (try validity.next(), try validity.next())
        try validity.requireEnd()
        notBefore = try ASN1Time.decode(start, in: validity)
        notAfter = try ASN1Time.decode(end, in: validity)
        isGeneralized = (start.tag == DERTag.generalizedTime, end.tag == DERTag.generalizedTime)
        subject = try Name(der: tbs.whole(try tbs.next(DERTag.sequence)), in: "certificate to sign: subject")
        publicKey = try PublicKeyInfo(
            der: tbs.whole(try tbs.next(DERTag.sequence)), in: "certificate to sign: public key")
        extensions = try TBSCertificate.extensions(&tbs)
    }

    private static func version(_ tbs: inout DERReader) throws(PKIXError) -> Int {
        guard tbs.nextTag == DERTag.contextConstructed(0) else { return 0 }
        var tagged = try tbs.enter(DERTag.contextConstructed(0))
        let version = try tagged.smallInteger()
        try tagged.requireEnd()
        return version
    }

    private static func extensions(_ tbs: inout DERReader) throws(PKIXError) -> CertificateExtensions {
        guard !tbs.isAtEnd else { return try CertificateExtensions([]) }
        var tagged = try tbs.enter(DERTag.contextConstructed(3), "certificate to sign: extensions")
        try tbs.requireEnd()
        var list = try tagged.enter(DERTag.sequence)
        try tagged.requireEnd()
        return try CertificateExtensions(try Extension.readAll(&list))
    }
}

extension CertificateExtensions {
    /// Reads extensions that are about to be written.
    ///
    /// - Throws: as reading them from a certificate does.
    public init(reading extensions: [Extension]) throws(PKIXError) { try self.init(extensions) }
}
