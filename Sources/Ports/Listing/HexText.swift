/// Bytes as lower-case hexadecimal digits.
enum HexText {
    /// Reads pairs of digits of either case; a `-` may stand between bytes.
    static func bytes(_ text: String) -> [UInt8]? {
        let pairs = text.contains("-") ? text.split(separator: "-", omittingEmptySubsequences: false) : [text[...]]
        var result: [UInt8] = []
        for run in pairs {
            let digits = Array(run.utf8)
            guard !digits.isEmpty, digits.count.isMultiple(of: 2) else { return nil }
            for index in stride(from: 0, to: digits.count, by: 2) {
                guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else { return nil }
                result.append(high << 4 | low)
            }
        }
        return result
    }

    static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
