extension Name.Attribute {
    /// The tag of the value's string type, such as 0x13 for PrintableString (X.680, 8.4).
    public var stringTag: UInt8? { value.first }

    /// The octets of the value, as its string type encodes them.
    public var valueOctets: ArraySlice<UInt8> {
        var reader = DERReader(value, in: "name")
        guard let element = try? reader.next() else { return [] }
        return value[element.contents]
    }
}

extension Name {
    /// The tags of string types that a lint of names speaks of.
    public enum StringTag {
        public static let utf8: UInt8 = DERTag.utf8String
        public static let printable: UInt8 = DERTag.printableString
        public static let ia5: UInt8 = DERTag.ia5String
        public static let numeric: UInt8 = DERTag.numericString
        public static let teletex: UInt8 = DERTag.teletexString
        public static let universal: UInt8 = DERTag.universalString
        public static let bmp: UInt8 = DERTag.bmpString
    }

    /// The name with only those attributes that pass; their encoding stays as it is.
    public func keeping(_ isKept: (Attribute) -> Bool) -> Name {
        let kept = relativeNames.map { $0.filter(isKept) }.filter { !$0.isEmpty }
        return Name(relativeNames: kept)
    }

    /// This name and, below it, another.
    public func followed(by other: Name) -> Name {
        Name(relativeNames: relativeNames + other.relativeNames)
    }

    private init(relativeNames: [[Attribute]]) {
        let sets = relativeNames.map { attributes in
            DER.setOf(DERTag.set, attributes.map { DER.sequence($0.type.der, $0.value) })
        }
        self.init(der: DER.tlv(DERTag.sequence, sets), relativeNames: relativeNames)
    }
}
