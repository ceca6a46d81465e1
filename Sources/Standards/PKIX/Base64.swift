/// Base64 with the standard alphabet (RFC 4648, 4), straight between bytes.
public enum Base64 {
    public enum Lines: Sendable {
        /// One line without an end.
        case one
        /// Lines of 76 columns, each ended by LF (MIME; RFC 2045, 6.8).
        case columns76
        /// Lines of 64 columns, each ended by LF (PEM; RFC 7468).
        case columns64

        var width: Int {
            switch self {
            case .one: .max
            case .columns76: 76
            case .columns64: 64
            }
        }
    }

    public static func encode(_ bytes: [UInt8], lines: Lines = .one) -> [UInt8] {
        let columns = (bytes.count + 2) / 3 * 4
        let breaks = lines.width == .max ? 0 : (columns + lines.width - 1) / lines.width
        return [UInt8](unsafeUninitializedCapacity: columns + breaks) { output, written in
            written = encode(bytes, width: lines.width, into: output, at: 0)
        }
    }

    /// Writes the text into `output` from `start` on and returns where it ends. The caller has made the room.
    static func encode(
        _ bytes: [UInt8], width: Int, into output: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) -> Int {
        var at = start
        var column = 0
        bytes.withUnsafeBufferPointer { input in
            alphabet.withUnsafeBufferPointer { digits in
                var index = 0
                while index < input.count {
                    let left = min(input.count - index, 3)
                    let second = left > 1 ? UInt32(input[index + 1]) : 0
                    let third = left > 2 ? UInt32(input[index + 2]) : 0
                    let word = UInt32(input[index]) << 16 | second << 8 | third
                    output[at] = digits[Int(word >> 18)]
                    output[at + 1] = digits[Int(word >> 12 & 63)]
                    output[at + 2] = left > 1 ? digits[Int(word >> 6 & 63)] : padding
                    output[at + 3] = left > 2 ? digits[Int(word & 63)] : padding
                    at += 4
                    index += left
                    column += 4
                    guard width != .max, column == width || index == input.count else { continue }
                    output[at] = 0x0a
                    at += 1
                    column = 0
                }
            }
        }
        return at
    }

    static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    static let padding: UInt8 = 0x3d
}
