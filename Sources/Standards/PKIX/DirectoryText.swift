/// The string types of directory names, read into text and written from it (RFC 5280, 4.1.2.4 and 7.1).
enum DirectoryText {
    /// The text of a string element; nil when the tag is not that of a string.
    ///
    /// PrintableString and its relatives are read as ASCII or, as so many encoders write them, as Latin-1.
    static func decode(tag: UInt8, _ contents: ArraySlice<UInt8>, in place: String) throws(PKIXError) -> String? {
        let text: String?
        switch tag {
        case DERTag.utf8String: text = String(validating: contents, as: UTF8.self)
        case DERTag.bmpString: text = wide(contents, 2)
        case DERTag.universalString: text = wide(contents, 4)
        case DERTag.printableString, DERTag.ia5String, DERTag.teletexString, DERTag.visibleString,
            DERTag.numericString:
            text = latin1(contents)
        default: return nil
        }
        guard let text, !text.utf8.contains(0) else {
            throw PKIXError(.malformedName, "A name contains text that is not valid in its encoding.", in: place)
        }
        return text
    }

    static func encode(_ text: String, for type: OID) -> [UInt8] {
        let octets = Array(text.utf8)
        switch type {
        case .country, .serialNumber:
            let printable = octets.allSatisfy(isPrintable)
            return DER.tlv(printable ? DERTag.printableString : DERTag.utf8String, octets)
        case .domainComponent, .emailAddress:
            let ascii = octets.allSatisfy { $0 < 0x80 }
            return DER.tlv(ascii ? DERTag.ia5String : DERTag.utf8String, octets)
        default:
            return DER.tlv(DERTag.utf8String, octets)
        }
    }

    /// Lower case, no white space at the ends, runs of white space as one blank. Comparing with `==` afterwards
    /// also disregards the Unicode normal form.
    static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x2d...0x39).contains($0) }) { return text }
        return text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func isPrintable(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x20, 0x27...0x29, 0x2b...0x2f, 0x3a, 0x3d, 0x3f: true
        default: false
        }
    }

    private static func latin1(_ contents: ArraySlice<UInt8>) -> String {
        var text = String.UnicodeScalarView()
        for octet in contents { text.append(Unicode.Scalar(octet)) }
        return String(text)
    }

    private static func wide(_ contents: ArraySlice<UInt8>, _ width: Int) -> String? {
        guard contents.count % width == 0 else { return nil }
        var text = String.UnicodeScalarView()
        var value: UInt32 = 0
        for (index, octet) in contents.enumerated() {
            value = value << 8 | UInt32(octet)
            guard index % width == width - 1 else { continue }
            guard let scalar = Unicode.Scalar(value) else { return nil }
            text.append(scalar)
            value = 0
        }
        return String(text)
    }
}
