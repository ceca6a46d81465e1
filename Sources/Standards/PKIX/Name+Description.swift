extension Name {
    /// The string form of RFC 4514: last relative name first.
    public var description: String {
        relativeNames.reversed().map { attributes in
            attributes.map { "\(Name.label($0.type))=\(Name.escape($0))" }.joined(separator: "+")
        }.joined(separator: ",")
    }

    static func label(_ type: OID) -> String { labels[type] ?? type.dotted }

    private static func escape(_ attribute: Attribute) -> String {
        guard let text = attribute.text else { return "#" + Hex.encode(attribute.value) }
        var escaped = ""
        let last = text.unicodeScalars.count - 1
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if scalar.value < 0x20 || scalar.value == 0x7f {
                escaped += "\\" + Hex.encode([UInt8(scalar.value)])
                continue
            }
            let atEdge = (scalar == " " && (index == 0 || index == last)) || (scalar == "#" && index == 0)
            if atEdge || "\"+,;<>\\".unicodeScalars.contains(scalar) { escaped += "\\" }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    private static let labels: [OID: String] = [
        .commonName: "CN", .serialNumber: "serialNumber", .country: "C", .locality: "L", .state: "ST",
        .organization: "O", .organizationalUnit: "OU", .domainComponent: "DC", .userID: "UID",
        .emailAddress: "emailAddress",
    ]
}
