extension Name {
    /// The name with no attributes.
    public static let empty = Name(der: [0x30, 0x00], relativeNames: [])

    /// Builds a name in the customary order C, ST, L, O, OU, serialNumber, CN; absent and empty values are left out.
    ///
    /// Country and serial number are PrintableString where their characters allow it, all others UTF8String
    /// (RFC 5280, 4.1.2.4). Lengths are not judged here: see ``requireBounds()``.
    public init(
        commonName: String? = nil, organization: String? = nil, organizationalUnit: String? = nil,
        country: String? = nil, state: String? = nil, locality: String? = nil, serialNumber: String? = nil
    ) {
        self.init([
            (.country, country), (.state, state), (.locality, locality), (.organization, organization),
            (.organizationalUnit, organizationalUnit), (.serialNumber, serialNumber), (.commonName, commonName),
        ])
    }

    /// Builds a name of single-attribute relative names in this order; nil and empty values are left out.
    public init(_ attributes: [(type: OID, text: String?)]) {
        let present = attributes.compactMap { type, text -> Attribute? in
            guard let text, !text.isEmpty else { return nil }
            return Attribute(type: type, text: text, value: DirectoryText.encode(text, for: type))
        }
        let sets = present.map { DER.tlv(DERTag.set, DER.sequence($0.type.der, $0.value)) }
        self.init(der: DER.tlv(DERTag.sequence, sets), relativeNames: present.map { [$0] })
    }

    /// Checks the upper bounds of X.520 (RFC 5280, appendix A.1), which strict clients enforce.
    ///
    /// - Throws: `nameTooLong`, naming the attribute; `malformedName` for a country that is not two letters or text
    ///   with a NUL.
    public func requireBounds() throws(PKIXError) {
        for attribute in relativeNames.joined() {
            guard let text = attribute.text else { continue }
            let label = Name.label(attribute.type)
            guard !text.unicodeScalars.contains("\0") else {
                throw PKIXError(.malformedName, "\(label) contains a NUL character.", in: "name")
            }
            if attribute.type == .country, attribute.value.first != DERTag.printableString || text.utf8.count != 2 {
                throw PKIXError(.malformedName, "The country must be a code of two letters (ISO 3166).", in: "name")
            }
            guard let bound = Name.upperBounds[attribute.type], text.unicodeScalars.count > bound else { continue }
            throw PKIXError(.nameTooLong, "\(label) is longer than \(bound) characters.", in: "name")
        }
    }

    private static let upperBounds: [OID: Int] = [
        .commonName: 64, .serialNumber: 64, .organization: 64, .organizationalUnit: 64, .locality: 128, .state: 128,
        .emailAddress: 255,
    ]
}
