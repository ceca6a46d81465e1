/// A distinguished name: the DER as it was given, and its attributes read (RFC 5280, 4.1.2.4).
///
/// `==` compares the encodings. To ask whether two names are the same name, use ``matches(_:)``.
public struct Name: Sendable, Hashable, CustomStringConvertible {
    public struct Attribute: Sendable, Hashable {
        public let type: OID
        /// The text, whatever string type carried it; nil when the value is not a string.
        public let text: String?
        /// The value's element, verbatim.
        let value: [UInt8]
    }

    public let der: [UInt8]
    /// The relative distinguished names, in order; nearly always of one attribute each.
    public let relativeNames: [[Attribute]]

    /// The largest name that is read, in bytes.
    public static let sizeMax = 8_192

    /// - Throws: `malformedDER` or `malformedName`, also for text that cannot be decoded or contains a NUL.
    public init(der: [UInt8]) throws(PKIXError) {
        try self.init(der: der, in: "name")
    }

    init(der: [UInt8], in place: String) throws(PKIXError) {
        guard der.count <= Name.sizeMax else { throw PKIXError(.tooLarge, "A name is larger than 8 KiB.", in: place) }
        var reader = DERReader(der, in: place)
        var names = try reader.enter(DERTag.sequence)
        try reader.requireEnd()
        var relativeNames: [[Attribute]] = []
        while !names.isAtEnd {
            var set = try names.enter(DERTag.set)
            relativeNames.append(try Name.readAttributes(&set))
        }
        self.der = der
        self.relativeNames = relativeNames
    }

    init(der: [UInt8], relativeNames: [[Attribute]]) {
        self.der = der
        self.relativeNames = relativeNames
    }

    private static func readAttributes(_ set: inout DERReader) throws(PKIXError) -> [Attribute] {
        guard !set.isAtEnd else { throw PKIXError(.malformedName, "A part of the name is empty.", in: set.place) }
        var attributes: [Attribute] = []
        while !set.isAtEnd {
            var pair = try set.enter(DERTag.sequence)
            let type = try pair.objectIdentifier()
            let value = try pair.next()
            try pair.requireEnd()
            let text = try DirectoryText.decode(tag: value.tag, pair.bytes[value.contents], in: set.place)
            attributes.append(Attribute(type: type, text: text, value: pair.whole(value)))
        }
        return attributes
    }

    public var isEmpty: Bool { relativeNames.isEmpty }
    public var commonName: String? { first(.commonName) }
    public var commonNames: [String] { values(.commonName) }
    public var organization: String? { first(.organization) }
    public var organizationalUnit: String? { first(.organizationalUnit) }
    public var country: String? { first(.country) }
    /// State or province (ST).
    public var state: String? { first(.state) }
    public var locality: String? { first(.locality) }
    /// The X.520 attribute serialNumber: a device's, not a certificate's.
    public var serialNumber: String? { first(.serialNumber) }

    /// Every text of this attribute type, in order.
    public func values(_ type: OID) -> [String] {
        relativeNames.flatMap { $0 }.filter { $0.type == type }.compactMap(\.text)
    }

    private func first(_ type: OID) -> String? {
        for attributes in relativeNames {
            for attribute in attributes where attribute.type == type {
                if let text = attribute.text { return text }
            }
        }
        return nil
    }

    public static func == (lhs: Name, rhs: Name) -> Bool { lhs.der == rhs.der }
    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
