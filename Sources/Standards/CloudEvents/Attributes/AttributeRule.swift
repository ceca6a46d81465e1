/// What the specification demands of names and values (CloudEvents 1.0.2, "Context Attributes").
enum AttributeRule {
    /// Names that are no extension's: the defined attributes, and the payload.
    static func isReserved(_ name: String) -> Bool {
        switch name {
        case "specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema",
            "data":
            true
        default: false
        }
    }

    static func requireExtensionName(_ name: String) throws(CloudEventError) {
        guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else {
            throw CloudEventError(.invalidAttributeName, name, "A name has only lower-case letters and digits.")
        }
        guard !isReserved(name) else {
            throw CloudEventError(.reservedAttributeName, name, "This name is not for extensions.")
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    /// A string that is not empty.
    static func requireText(_ value: String, of attribute: String) throws(CloudEventError) {
        guard !value.isEmpty else {
            throw CloudEventError(.emptyAttribute, attribute, "The attribute is empty.")
        }
        try requireAllowedCharacters(value, of: attribute)
    }

    /// The type String: no control characters and no noncharacters. Swift strings hold no lone surrogates.
    static func requireAllowedCharacters(_ value: String, of attribute: String) throws(CloudEventError) {
        // Nearly every value is printable ASCII, where the bytes are the characters.
        if value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return }
        guard value.unicodeScalars.allSatisfy(isAllowed) else {
            throw CloudEventError(.disallowedCharacter, attribute, "A control character or a noncharacter is in it.")
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF: false
        default: scalar.value & 0xFFFE != 0xFFFE
        }
    }

    static func requireURIReference(_ value: String, of attribute: String) throws(CloudEventError) {
        try requireText(value, of: attribute)
        guard URIReference(value) != nil else {
            throw CloudEventError(.invalidURIReference, attribute, "This is not a URI-reference of RFC 3986.")
        }
    }

    static func requireURI(_ value: String, of attribute: String) throws(CloudEventError) {
        try requireText(value, of: attribute)
        guard let uri = URIReference(value), uri.isAbsolute else {
            throw CloudEventError(.invalidURI, attribute, "This is not an absolute URI of RFC 3986 section 4.3.")
        }
    }

    static func mediaType(_ value: String?, of attribute: String) throws(CloudEventError) -> MediaType? {
        guard let value else { return nil }
        try requireText(value, of: attribute)
        guard let mediaType = MediaType(value) else {
            throw CloudEventError(.invalidMediaType, attribute, "This is not a media type of RFC 2046.")
        }
        return mediaType
    }
}
