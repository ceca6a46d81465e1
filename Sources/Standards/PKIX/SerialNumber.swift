/// The serial number of a certificate: a positive integer of at most 20 octets (RFC 5280, 4.1.2.2).
public struct SerialNumber: Sendable, Hashable, CustomStringConvertible {
    /// The big-endian magnitude; never empty, and its first byte is never zero.
    public let bytes: [UInt8]

    /// Drops leading zeros.
    ///
    /// - Throws: `invalidSerialNumber` for zero and for what would take more than 20 octets as a DER INTEGER.
    public init(bytes: [UInt8]) throws(PKIXError) {
        let magnitude = bytes.first == 0 ? Array(bytes.drop { $0 == 0 }) : bytes
        guard let first = magnitude.first else {
            throw SerialNumber.invalid("A serial number must be greater than zero.")
        }
        guard magnitude.count < 20 || (magnitude.count == 20 && first < 0x80) else {
            throw SerialNumber.invalid("A serial number must fit 20 octets.")
        }
        self.bytes = magnitude
    }

    private init(magnitude: [UInt8]) { bytes = magnitude }

    /// A fresh serial number of 20 octets: six of the time, then fourteen from the generator.
    ///
    /// The time comes first, as in a UUID of version 7 (RFC 9562, section 5.7), so that serial numbers that are issued
    /// together stand together in every index, however many are stored. The 112 bits behind it make it unpredictable
    /// (the CA/Browser Forum's Baseline Requirements, section 7.1, ask for 64).
    ///
    /// - Parameter milliseconds: since 1970, below 2^47; the nearest that fits is taken, so the number is positive.
    public static func fresh(
        atMilliseconds milliseconds: Int64, using generator: inout some RandomNumberGenerator
    ) -> SerialNumber {
        var magnitude: [UInt8] = []
        magnitude.reserveCapacity(20)
        append(octets: 6, of: UInt64(min(max(milliseconds, 1), 1 << 47 - 1)), to: &magnitude)
        append(octets: 8, of: generator.next(), to: &magnitude)
        append(octets: 6, of: generator.next(), to: &magnitude)
        if magnitude[0] == 0 { magnitude.removeFirst(magnitude.prefix { $0 == 0 }.count) }
        return SerialNumber(magnitude: magnitude)
    }

    /// The lowest octets of a word, the highest of them first.
    private static func append(octets: Int, of word: UInt64, to magnitude: inout [UInt8]) {
        for index in (0..<octets).reversed() { magnitude.append(UInt8(truncatingIfNeeded: word >> (index * 8))) }
    }

    /// Two lower-case digits a byte, joined with dashes: `0a-b1`.
    public var hex: String {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 3)
        for byte in bytes {
            if !text.isEmpty { text.append(0x2d) }
            text.append(Hex.digits[Int(byte >> 4)])
            text.append(Hex.digits[Int(byte & 0x0f)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Accepts ``hex``, also in upper case, with colons, or with no separators at all.
    public init(hex: String) throws(PKIXError) {
        guard hex.utf8.count <= 64, let bytes = Hex.decode(hex) else {
            throw SerialNumber.invalid("A serial number is written as hexadecimal digits, two a byte: 0a-b1.")
        }
        try self.init(bytes: bytes)
    }

    public var description: String { hex }

    /// The INTEGER element.
    var der: [UInt8] {
        bytes[0] < 0x80 ? DER.tlv(DERTag.integer, bytes) : DER.tlv(DERTag.integer, [0], bytes)
    }

    private static func invalid(_ message: String) -> PKIXError {
        PKIXError(.invalidSerialNumber, message, in: "serial number")
    }
}

enum Hex {
    static let digits = Array("0123456789abcdef".utf8)

    /// Pairs of digits, with one `-` or `:` allowed between pairs; nil for anything else.
    static func decode(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let high = rest.popFirst() {
            guard let low = rest.popFirst(), let top = value(high), let bottom = value(low) else { return nil }
            bytes.append(top << 4 | bottom)
            guard let separator = rest.first, separator == 0x2d || separator == 0x3a else { continue }
            guard rest.count > 1 else { return nil }
            rest.removeFirst()
        }
        return bytes
    }

    static func encode(_ bytes: some Sequence<UInt8>) -> String {
        var text: [UInt8] = []
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 0x0f)])
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
