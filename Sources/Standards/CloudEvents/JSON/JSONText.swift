/// What is inside of JSON strings (RFC 8259 section 7): escaping and unescaping.
enum JSONText {
    // MARK: Reading

    /// The characters of a string token, quotes included, that ``JSONScanner`` has accepted.
    static func string(_ token: ArraySlice<UInt8>) -> String {
        String(decoding: unescaped(token), as: UTF8.self)
    }

    static func unescaped(_ token: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var rest = token.dropFirst().dropLast()
        guard rest.contains(UInt8(ascii: "\\")) else { return rest }
        var text: [UInt8] = []
        text.reserveCapacity(rest.count)
        while let byte = rest.first {
            if byte == UInt8(ascii: "\\") {
                rest = rest.dropFirst(appendEscape(rest, to: &text))
            } else {
                text.append(byte)
                rest.removeFirst()
            }
        }
        return text[...]
    }

    /// How long the escape at the start is.
    private static func appendEscape(_ bytes: ArraySlice<UInt8>, to text: inout [UInt8]) -> Int {
        if let unit = codeUnit(bytes) {
            let trail = UTF16.isLeadSurrogate(unit) ? codeUnit(bytes.dropFirst(6)) : nil
            let units = [unit] + (trail.map { [$0] } ?? [])
            text += String(decoding: units, as: UTF16.self).utf8
            return 6 * units.count
        }
        switch bytes.dropFirst().first.map({ Unicode.Scalar($0) }) {
        case "b": text.append(0x08)
        case "f": text.append(0x0C)
        case "n": text.append(0x0A)
        case "r": text.append(0x0D)
        case "t": text.append(0x09)
        case let other: text += other.map { [UInt8(ascii: $0)] } ?? []
        }
        return 2
    }

    /// The code unit of `\uXXXX` at the start, nil for anything else.
    static func codeUnit(_ bytes: ArraySlice<UInt8>) -> UInt16? {
        let escape = bytes.prefix(6)
        guard escape.count == 6, escape.starts(with: "\\u".utf8) else { return nil }
        let digits = escape.dropFirst(2)
        guard digits.allSatisfy(URIBytes.isHex) else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    // MARK: Writing

    /// The text as a JSON string, with no more escapes than there must be.
    static func append(_ text: String, to buffer: inout [UInt8]) {
        buffer.append(UInt8(ascii: "\""))
        if text.utf8.allSatisfy({ !needsEscape($0) }) {
            buffer.append(contentsOf: text.utf8)
        } else {
            for byte in text.utf8 { appendEscaped(byte, to: &buffer) }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func appendEscaped(_ byte: UInt8, to buffer: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): buffer += [UInt8(ascii: "\\"), byte]
        case 0x0A: buffer += "\\n".utf8
        case 0x0D: buffer += "\\r".utf8
        case 0x09: buffer += "\\t".utf8
        case 0..<0x20:
            buffer += (byte < 0x10 ? "\\u000" : "\\u00").utf8
            buffer += String(byte, radix: 16).utf8
        default: buffer.append(byte)
        }
    }
}
