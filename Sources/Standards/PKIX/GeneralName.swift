/// One of the forms of a GeneralName (RFC 5280, 4.2.1.6).
public enum GeneralName: Sendable, Hashable {
    case dns(String)
    case email(String)
    case uri(String)
    /// 4 or 16 octets.
    case ip([UInt8])
    case directory(Name)
    /// Any other form, as the whole element.
    case other([UInt8])

    /// - Throws: `notASCII` for text that an IA5String cannot hold.
    func der() throws(PKIXError) -> [UInt8] {
        switch self {
        case .email(let text): try GeneralName.ascii(1, text)
        case .dns(let text): try GeneralName.ascii(2, text)
        case .uri(let text): try GeneralName.ascii(6, text)
        case .ip(let octets): DER.tlv(DERTag.context(7), octets)
        case .directory(let name): DER.tlv(DERTag.contextConstructed(4), name.der)
        case .other(let element): element
        }
    }

    private static func ascii(_ tag: UInt8, _ text: String) throws(PKIXError) -> [UInt8] {
        guard text.utf8.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw PKIXError(
                .notASCII, "'\(text.prefix(80))' has characters that a certificate cannot hold.", in: "name")
        }
        return DER.tlv(DERTag.context(tag), Array(text.utf8))
    }

    /// The GeneralNames of a subjectAltName.
    public static func encode(_ names: [GeneralName]) throws(PKIXError) -> [UInt8] {
        guard !names.isEmpty else {
            throw PKIXError(.malformedExtension, "An alternative name must hold at least one name.", in: "names")
        }
        var elements: [UInt8] = []
        for name in names { elements += try name.der() }
        return DER.sequence(elements)
    }

    /// Reads the GeneralNames of a subjectAltName, of which there must be at least one.
    public static func decode(_ der: [UInt8]) throws(PKIXError) -> [GeneralName] {
        var outer = DERReader(der, in: "subject alternative name")
        var list = try outer.enter(DERTag.sequence)
        try outer.requireEnd()
        var names: [GeneralName] = []
        while !list.isAtEnd {
            let name = try read(&list)
            if case .ip(let octets) = name, octets.count != 4, octets.count != 16 {
                throw PKIXError(.malformedExtension, "An IP address has neither 4 nor 16 octets.", in: outer.place)
            }
            names.append(name)
        }
        guard !names.isEmpty else {
            throw PKIXError(.malformedExtension, "The subject alternative name is empty.", in: outer.place)
        }
        return names
    }

    static func read(_ list: inout DERReader) throws(PKIXError) -> GeneralName {
        let element = try list.next()
        switch element.tag {
        case DERTag.context(1): return .email(try ascii(element, list))
        case DERTag.context(2): return .dns(try ascii(element, list))
        case DERTag.context(6): return .uri(try ascii(element, list))
        case DERTag.context(7): return .ip(list.contents(element))
        case DERTag.contextConstructed(4): return .directory(try Name(der: list.contents(element), in: list.place))
        case DERTag.contextConstructed(0):
            try checkOtherName(list.contents(element), in: list.place)
            return .other(list.whole(element))
        case DERTag.context(8):
            var identifier = DERReader(DER.tlv(DERTag.objectIdentifier, list.contents(element)), in: list.place)
            _ = try identifier.objectIdentifier()
            return .other(list.whole(element))
        case DERTag.contextConstructed(3), DERTag.contextConstructed(5):
            return .other(list.whole(element))
        default: throw list.malformed("A general name has the unknown tag \(hexByte(element.tag)).")
        }
    }

    /// `OtherName`: a type and, explicitly tagged, one value of any kind.
    private static func checkOtherName(_ contents: [UInt8], in place: String) throws(PKIXError) {
        var parts = DERReader(contents, in: place)
        _ = try parts.objectIdentifier()
        var value = try parts.enter(DERTag.contextConstructed(0))
        _ = try value.next()
        try value.requireEnd()
        try parts.requireEnd()
    }

    private static func ascii(_ element: DERElement, _ reader: DERReader) throws(PKIXError) -> String {
        let octets = reader.bytes[element.contents]
        guard octets.allSatisfy({ (0x01...0x7f).contains($0) }) else {
            throw PKIXError(.notASCII, "An alternative name has characters outside of ASCII.", in: reader.place)
        }
        return String(decoding: octets, as: UTF8.self)
    }

    /// Whether two subjectAltName values hold the same names, in any order and encoding; both may be absent.
    public static func sameNames(_ left: [UInt8]?, _ right: [UInt8]?) throws(PKIXError) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        if left == right { return true }
        return Set(try decode(left).map(\.comparable)) == Set(try decode(right).map(\.comparable))
    }

    /// Equal if and only if the names are the same: host names and the host part of an address have no case.
    private var comparable: String {
        switch self {
        case .dns(let name): "dns:\(name.lowercased())"
        case .email(let address): "email:\(GeneralName.foldHost(address))"
        case .uri(let uri): "uri:\(uri)"
        case .ip(let octets): "ip:\(Hex.encode(octets))"
        case .directory(let name): "name:\(name.folded.joined(separator: ","))"
        case .other(let element): "other:\(Hex.encode(element))"
        }
    }

    static func foldHost(_ address: String) -> String {
        guard let at = address.lastIndex(of: "@") else { return address.lowercased() }
        return address[..<at] + address[at...].lowercased()
    }
}
