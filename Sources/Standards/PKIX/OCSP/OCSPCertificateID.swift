/// A certificate as OCSP names it: by the hashes of its issuer's name and key, and its serial number (CertID; RFC 6960,
/// 4.1.1). It is kept verbatim, for an answer must repeat it.
public struct OCSPCertificateID: Sendable, Hashable {
    public let der: [UInt8]
    /// Nil for an algorithm that is not known here; nobody is found by its hashes.
    public let hashAlgorithm: OCSPHashAlgorithm?
    public let issuerNameHash: [UInt8]
    public let issuerKeyHash: [UInt8]
    /// Nil for an integer that is no serial number of any certificate of ours (RFC 5280, 4.1.2.2).
    public let serial: SerialNumber?

    /// More than any real one takes; what is longer is not worth repeating.
    static let sizeMax = 512

    /// - Parameter publicKeyBits: the contents of the issuer's BIT STRING, without the count of unused bits.
    public init(
        issuerNameDER: [UInt8], publicKeyBits: [UInt8], serial: SerialNumber, hash: OCSPHashAlgorithm = .sha1
    ) {
        hashAlgorithm = hash
        issuerNameHash = hash.hash(issuerNameDER)
        issuerKeyHash = hash.hash(publicKeyBits)
        self.serial = serial
        der = DER.sequence(
            DER.sequence(hash.oid.der, DER.null), DER.tlv(DERTag.octetString, issuerNameHash),
            DER.tlv(DERTag.octetString, issuerKeyHash), serial.der)
    }

    /// Reads the next element.
    init(from reader: inout DERReader) throws(PKIXError) {
        let element = try reader.next(DERTag.sequence)
        guard element.range.count <= Self.sizeMax else { throw reader.malformed("A CertID is too long.") }
        var fields = reader.inside(element)
        var algorithm = try fields.enter(DERTag.sequence)
        hashAlgorithm = OCSPHashAlgorithm(oid: try algorithm.objectIdentifier())
        if !algorithm.isAtEnd { _ = try algorithm.next() }
        try algorithm.requireEnd()
        issuerNameHash = fields.contents(try fields.next(DERTag.octetString))
        issuerKeyHash = fields.contents(try fields.next(DERTag.octetString))
        let octets = try fields.integer()
        try fields.requireEnd()
        serial = octets.first.map { $0 < 0x80 } == true ? try? SerialNumber(bytes: Array(octets)) : nil
        der = reader.whole(element)
    }
}
