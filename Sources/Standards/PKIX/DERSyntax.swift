/// Whether bytes from outside are DER at all, whatever they mean (X.690, 8 and 10).
public enum DERSyntax {
    /// Deeper nesting is refused.
    private static let depthMax = 32

    /// - Throws: `malformedDER` unless it is exactly one element, all the way down in the one encoding that DER allows.
    public static func check(_ der: [UInt8], in place: String = "value") throws(PKIXError) {
        var reader = DERReader(der, in: place)
        try element(&reader, depth: 0)
        try reader.requireEnd()
    }

    private static func element(_ reader: inout DERReader, depth: Int) throws(PKIXError) {
        guard depth < depthMax else { throw reader.malformed("The value is nested too deeply.") }
        let found = try reader.next()
        try requireForm(found.tag, reader)
        if found.tag & 0x20 != 0 {
            var inside = reader.inside(found)
            while !inside.isAtEnd { try element(&inside, depth: depth + 1) }
        } else {
            var whole = DERReader(reader.whole(found), in: reader.place)
            try primitive(&whole)
        }
    }

    /// SEQUENCE and SET are constructed, all other universal types are primitive (X.690, 10.2).
    private static func requireForm(_ tag: UInt8, _ reader: DERReader) throws(PKIXError) {
        guard tag & 0xc0 == 0 else { return }
        let isList = tag & 0x1f == DERTag.sequence & 0x1f || tag & 0x1f == DERTag.set & 0x1f
        guard tag & 0x1f != 0, isList == (tag & 0x20 != 0) else {
            throw reader.malformed("An element has the tag \(hexByte(tag)), which DER does not allow.")
        }
    }

    private static func primitive(_ reader: inout DERReader) throws(PKIXError) {
        switch reader.nextTag {
        case DERTag.boolean: _ = try reader.boolean()
        case DERTag.integer: _ = try reader.integer()
        case DERTag.objectIdentifier: _ = try reader.objectIdentifier()
        case DERTag.null:
            guard try reader.next().contents.isEmpty else { throw reader.malformed("A NULL is not empty.") }
        case DERTag.bitString:
            let octets = reader.bytes[try reader.next().contents]
            guard let unused = octets.first, unused < 8, unused == 0 || octets.count > 1,
                octets.last.map({ $0 & ((1 << unused) - 1) == 0 }) == true || octets.count == 1
            else { throw reader.malformed("A BIT STRING is malformed.") }
        default: break
        }
    }
}
