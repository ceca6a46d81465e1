/// Makes event ids: UUIDs of version 7 (RFC 9562, section 5.7), so that ids sort roughly by time.
public enum EventID {
    public static func next(at time: Timestamp) -> String {
        var random = SystemRandomNumberGenerator()
        return make(at: time, random: (random.next(), random.next()))
    }

    /// - Parameter random: 128 random bits, of which 74 are used.
    public static func make(at time: Timestamp, random: (UInt64, UInt64)) -> String {
        let milliseconds = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
        let high = milliseconds << 16 | 0x7000 | random.0 & 0x0FFF
        let low = 0x8000_0000_0000_0000 | random.1 & 0x3FFF_FFFF_FFFF_FFFF
        return String(unsafeUninitializedCapacity: 36) { buffer in
            var next = 0
            for (index, word) in [high, low].enumerated() {
                for nibble in stride(from: 60, through: 0, by: -4) {
                    let position = index * 16 + (60 - nibble) / 4
                    if [8, 12, 16, 20].contains(position) {
                        buffer[next] = UInt8(ascii: "-")
                        next += 1
                    }
                    buffer[next] = hexDigits[Int(word >> UInt64(nibble) & 0xF)]
                    next += 1
                }
            }
            return next
        }
    }

    private static let hexDigits = Array("0123456789abcdef".utf8)
}
