/// Attribute values in headers, section 3.1.3.2 of the HTTP Protocol Binding 1.0.2.
enum HTTPHeaderText {
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// Percent-encodes space, double quote, percent and what is not printable ASCII.
    static func encode(_ text: String) -> String {
        if text.utf8.allSatisfy(isPlain) { return text }
        var encoded: [UInt8] = []
        for byte in text.utf8 {
            if isPlain(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "%")
    }

    /// Takes quotes off, then percent-decodes once. Nil for what no encoder writes: a quote that is not closed, an
    /// incomplete percent code, characters outside of ASCII, or a result that is not UTF-8.
    static func decode(_ value: String) -> String? {
        guard let unquoted = unquoted(Array(trimmed(value).utf8)) else { return nil }
        var rest = unquoted[...]
        var decoded: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                let digits = rest.prefix(2)
                guard digits.count == 2, digits.allSatisfy(URIBytes.isHex),
                    let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                else { return nil }
                decoded.append(code)
                rest = rest.dropFirst(2)
            } else {
                guard (0x20...0x7E).contains(byte) else { return nil }
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    static func trimmed(_ value: String) -> String {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let start = value.utf8.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(Substring(start[...last]))
    }

    /// RFC 7230 section 3.2.6; senders of older versions of the binding quote.
    private static func unquoted(_ value: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = value[...]
        var isQuoted = false
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if isQuoted, byte == UInt8(ascii: "\\") {
                guard let escaped = rest.popFirst() else { return nil }
                result.append(escaped)
            } else {
                result.append(byte)
            }
        }
        return isQuoted ? nil : result
    }
}
