/// A media type with parameters: the grammar of `Content-Type` in RFC 2045 section 5.1, which RFC 2046 builds upon.
struct MediaType {
    /// `type/subtype` in lower case.
    let essence: String
    /// The value of the first `charset` parameter in lower case, unquoted.
    let charset: String?

    var type: Substring { essence.prefix { $0 != "/" } }
    var subtype: Substring { essence.drop { $0 != "/" }.dropFirst() }

    /// JSON format 1.0.2 section 3.1.1: `*/json` or `*/*+json`.
    var declaresJSON: Bool { subtype == "json" || subtype.hasSuffix("+json") }

    /// Whether UTF-8 reads what this type declares to be text; us-ascii is a part of it.
    var isUTF8: Bool { charset == nil || charset == "utf-8" || charset == "us-ascii" }

    /// Whether content of this type is better kept as text than as bytes.
    var declaresText: Bool {
        type == "text" || subtype == "xml" || subtype.hasSuffix("+xml") || charset != nil
    }

    /// Nil for what the grammar does not have; comments are not supported.
    init?(_ text: String) {
        // The type of nearly every event, on the path of every event that is made.
        if text == "application/json" {
            essence = text
            charset = nil
            return
        }
        var reader = MediaTypeReader(rest: Array(text.utf8)[...])
        guard let type = reader.token(), reader.take("/"), let subtype = reader.token() else {
            return nil
        }
        var charset: String?
        while !reader.rest.isEmpty {
            guard reader.skipBlanks(), reader.take(";"), reader.skipBlanks(), let name = reader.token(),
                reader.take("="),
                let value = reader.token() ?? reader.quotedString()
            else { return nil }
            if name.lowercased() == "charset", charset == nil { charset = value.lowercased() }
        }
        essence = "\(type)/\(subtype)".lowercased()
        self.charset = charset
    }
}

private struct MediaTypeReader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// Always true, so that it reads as a step of a condition.
    mutating func skipBlanks() -> Bool {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        return true
    }

    mutating func token() -> String? {
        let bytes = rest.prefix(while: Self.isTokenByte)
        guard !bytes.isEmpty else { return nil }
        rest = rest.dropFirst(bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    mutating func quotedString() -> String? {
        guard take("\"") else { return nil }
        var value: [UInt8] = []
        while var byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return String(decoding: value, as: UTF8.self) }
            if byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                byte = escaped
            }
            guard (0x20..<0x7F).contains(byte) else { return nil }
            value.append(byte)
        }
        return nil
    }

    /// Printable ASCII without space and tspecials.
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        guard (0x21..<0x7F).contains(byte) else { return false }
        switch Unicode.Scalar(byte) {
        case "(", ")", "<", ">", "@", ",", ";", ":", "\\", "\"", "/", "[", "]", "?", "=": return false
        default: return true
        }
    }
}
