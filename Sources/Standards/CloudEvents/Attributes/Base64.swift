/// Base64 of RFC 4648 section 4: the standard alphabet, padded, nothing between.
enum Base64 {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        append(bytes, to: &text)
        return text
    }

    static func append(_ bytes: [UInt8], to buffer: inout [UInt8]) {
        let alphabet = Self.alphabet
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[start + 2]) }
            buffer.append(alphabet[Int(group >> 18)])
            buffer.append(alphabet[Int(group >> 12 & 63)])
            buffer.append(count > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
            buffer.append(count > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
        }
    }

    /// Nil for anything else, left-over bits that are not zero included (RFC 4648 section 3.5).
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        let digits =
            text.last == UInt8(ascii: "=")
            ? text.dropLast(text.dropLast().last == UInt8(ascii: "=") ? 2 : 1) : text
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, width): (UInt32, UInt32) = (0, 0)
        for digit in digits {
            guard let value = value(of: digit) else { return nil }
            (bits, width) = (bits << 6 | value, width + 6)
            if width >= 8 {
                width -= 8
                bytes.append(UInt8(bits >> width))
                bits &= (1 << width) - 1
            }
        }
        return bits == 0 ? bytes : nil
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
