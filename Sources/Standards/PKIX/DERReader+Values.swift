extension DERReader {
    mutating func objectIdentifier() throws(PKIXError) -> OID {
        let element = try next(DERTag.objectIdentifier)
        guard let oid = OID(contents: contents(element)) else { throw malformed("An object identifier is malformed.") }
        return oid
    }

    mutating func boolean() throws(PKIXError) -> Bool {
        let element = try next(DERTag.boolean)
        guard element.contents.count == 1 else { throw malformed("A BOOLEAN is malformed.") }
        switch bytes[element.contents.lowerBound] {
        case 0x00: return false
        case 0xff: return true
        default: throw malformed("A BOOLEAN is neither 00 nor FF.")
        }
    }

    /// The two's complement octets of an INTEGER, in their shortest form.
    mutating func integer() throws(PKIXError) -> ArraySlice<UInt8> {
        let octets = bytes[try next(DERTag.integer).contents]
        guard let first = octets.first else { throw malformed("An INTEGER is empty.") }
        if octets.count > 1 {
            let second = octets[octets.startIndex + 1]
            let padded = (first == 0 && second < 0x80) || (first == 0xff && second >= 0x80)
            guard !padded else { throw malformed("An INTEGER is not in its shortest form.") }
        }
        return octets
    }

    /// A non-negative INTEGER below 2³¹.
    mutating func smallInteger() throws(PKIXError) -> Int {
        let octets = try integer()
        guard octets.count <= 4, octets.first.map({ $0 < 0x80 }) == true else {
            throw malformed("An INTEGER is negative or too large.")
        }
        return octets.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The octets of a BIT STRING whose length is a multiple of eight bits, as keys and signatures are.
    mutating func octetAlignedBits() throws(PKIXError) -> [UInt8] {
        let element = try next(DERTag.bitString)
        guard bytes[element.contents].first == 0 else { throw malformed("A BIT STRING has unused bits or is empty.") }
        return Array(bytes[element.contents.dropFirst()])
    }

    /// The named bits of a BIT STRING: bit 0 is the most significant of the first octet.
    mutating func namedBits() throws(PKIXError) -> UInt16 {
        let octets = bytes[try next(DERTag.bitString).contents]
        guard let unused = octets.first, unused < 8, octets.count <= 3, octets.count > 1 || unused == 0 else {
            throw malformed("A BIT STRING of flags is malformed.")
        }
        let values = octets.dropFirst()
        if let last = values.last, last & ((1 << unused) - 1) != 0 {
            throw malformed("A BIT STRING has unused bits that are not zero.")
        }
        let padded = values + [UInt8](repeating: 0, count: 2 - values.count)
        return padded.reduce(UInt16(0)) { $0 << 8 | UInt16($1) }
    }
}
