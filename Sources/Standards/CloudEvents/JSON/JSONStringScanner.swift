/// Reads over one JSON string (RFC 8259 section 7) and finds its end.
struct JSONStringScanner {
    private let bytes: [UInt8]
    private var position: Int

    /// `start` is where the opening quote is.
    init(_ bytes: [UInt8], at start: Int) {
        self.bytes = bytes
        position = start + 1
    }

    /// The position after the closing quote.
    mutating func end() throws(CloudEventError) -> Int {
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"): try escape()
            case 0x20..<0x80: position += 1
            case 0..<0x20: throw malformed("a control character in a string")
            default:
                guard let length = utf8Length() else { throw malformed("this is not UTF-8") }
                position += length
            }
        }
        throw malformed("a string does not end")
    }

    private var current: UInt8? { byte(ahead: 0) }

    private func byte(ahead offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func malformed(_ what: String) -> CloudEventError {
        CloudEventError(.malformedJSON, nil, "At byte \(position): \(what).")
    }

    private mutating func escape() throws(CloudEventError) {
        switch byte(ahead: 1).map({ Unicode.Scalar($0) }) {
        case "\"", "\\", "/", "b", "f", "n", "r", "t": position += 2
        case "u":
            guard let unit = JSONText.codeUnit(bytes[position...]) else {
                throw malformed("four hex digits are expected")
            }
            if UTF16.isLeadSurrogate(unit) {
                position += 6
                guard let trail = JSONText.codeUnit(bytes[position...]), UTF16.isTrailSurrogate(trail)
                else {
                    throw malformed("half of a surrogate pair is missing")
                }
            } else if UTF16.isTrailSurrogate(unit) {
                throw malformed("half of a surrogate pair is missing")
            }
            position += 6
        default: throw malformed("there is no such escape")
        }
    }

    /// The length of the character here, nil if it is not well-formed (Unicode table 3-7: no overlong forms, no
    /// surrogates, nothing above U+10FFFF).
    private func utf8Length() -> Int? {
        guard let first = current, let second = byte(ahead: 1) else { return nil }
        let length: Int
        let seconds: ClosedRange<UInt8>
        switch first {
        case 0xC2...0xDF: (length, seconds) = (2, 0x80...0xBF)
        case 0xE0: (length, seconds) = (3, 0xA0...0xBF)
        case 0xED: (length, seconds) = (3, 0x80...0x9F)
        case 0xE1...0xEF: (length, seconds) = (3, 0x80...0xBF)
        case 0xF0: (length, seconds) = (4, 0x90...0xBF)
        case 0xF1...0xF3: (length, seconds) = (4, 0x80...0xBF)
        case 0xF4: (length, seconds) = (4, 0x80...0x8F)
        default: return nil
        }
        guard seconds.contains(second) else { return nil }
        for offset in 2..<max(2, length) {
            guard let next = byte(ahead: offset), (0x80...0xBF).contains(next) else { return nil }
        }
        return length
    }
}
