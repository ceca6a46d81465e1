/// An extension of a certificate, ready to be written (RFC 5280, 4.2).
public struct Extension: Sendable, Hashable {
    public let oid: OID
    public let isCritical: Bool
    /// The DER inside the OCTET STRING.
    public let value: [UInt8]

    public init(oid: OID, critical: Bool, value: [UInt8]) {
        self.oid = oid
        self.isCritical = critical
        self.value = value
    }

    func write(to writer: inout DERWriter) {
        writer.tlv(DERTag.sequence) { fields in
            fields.tlv(DERTag.octetString, value)
            if isCritical { fields.bytes(DER.trueValue) }
            fields.tlv(DERTag.objectIdentifier, oid.contents)
        }
    }

    /// The Extensions of a certificate or request, read and checked for duplicates.
    static func readAll(_ list: inout DERReader) throws(PKIXError) -> [Extension] {
        var extensions: [Extension] = []
        while !list.isAtEnd {
            var fields = try list.enter(DERTag.sequence)
            let oid = try fields.objectIdentifier()
            let isCritical = fields.nextTag == DERTag.boolean ? try fields.boolean() : false
            let value = fields.contents(try fields.next(DERTag.octetString))
            try fields.requireEnd()
            guard extensions.count < countMax, !extensions.contains(where: { $0.oid == oid }) else {
                throw PKIXError(.duplicateExtension, "The extension \(oid) occurs twice.", in: list.place)
            }
            extensions.append(Extension(oid: oid, critical: isCritical, value: value))
        }
        return extensions
    }

    /// More extensions than any certificate has; a bound for the search for duplicates.
    private static let countMax = 64
}

/// What a key may be used for (RFC 5280, 4.2.1.3).
public struct KeyUsage: OptionSet, Sendable, Hashable {
    /// Bit 0 of the BIT STRING is the most significant here.
    public let rawValue: UInt16
    public init(rawValue: UInt16) { self.rawValue = rawValue }

    public static let digitalSignature = KeyUsage(rawValue: 1 << 15)
    public static let contentCommitment = KeyUsage(rawValue: 1 << 14)
    public static let keyEncipherment = KeyUsage(rawValue: 1 << 13)
    public static let dataEncipherment = KeyUsage(rawValue: 1 << 12)
    public static let keyAgreement = KeyUsage(rawValue: 1 << 11)
    public static let keyCertSign = KeyUsage(rawValue: 1 << 10)
    public static let cRLSign = KeyUsage(rawValue: 1 << 9)
    public static let encipherOnly = KeyUsage(rawValue: 1 << 8)
    public static let decipherOnly = KeyUsage(rawValue: 1 << 7)
}
