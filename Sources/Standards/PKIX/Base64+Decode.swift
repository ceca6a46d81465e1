extension Base64 {
    /// Decodes text that may contain white space anywhere (RFC 8951, 3.1) and is strict in everything else: padded,
    /// no other characters, and no bits set beyond the last byte.
    public static func decode(_ text: [UInt8]) throws(PKIXError) -> [UInt8] { try decode(text[...]) }

    /// On a slice and not on any collection: a caller in another module would get unspecialised code, ten times slower.
    static func decode(_ text: ArraySlice<UInt8>) throws(PKIXError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(text.count / 4 * 3)
        var word: UInt32 = 0
        var digits = 0
        var padded = 0
        for character in text {
            let value = values[Int(character)]
            if value == space { continue }
            if character == padding {
                padded += 1
                continue
            }
            guard value < 64, padded == 0 else { throw malformed(at: character, padded: padded) }
            word = word << 6 | UInt32(value)
            digits += 1
            guard digits & 3 == 0 else { continue }
            append(word, 3, to: &output)
            word = 0
        }
        try finish(word, digits & 3, padded, &output)
        return output
    }

    private static func finish(
        _ word: UInt32, _ rest: Int, _ padded: Int, _ output: inout [UInt8]
    ) throws(PKIXError) {
        guard padded == (4 - rest) & 3, rest != 1 else {
            throw malformed("The base64 text is cut short or its padding is wrong.")
        }
        guard rest > 0 else { return }
        let spare = UInt32(rest == 2 ? 0xf : 0x3)
        guard word & spare == 0 else { throw malformed("The base64 text has stray bits before its padding.") }
        append(word << (rest == 2 ? 12 : 6), rest - 1, to: &output)
    }

    private static func append(_ word: UInt32, _ count: Int, to output: inout [UInt8]) {
        output.append(UInt8(truncatingIfNeeded: word >> 16))
        if count > 1 { output.append(UInt8(truncatingIfNeeded: word >> 8)) }
        if count > 2 { output.append(UInt8(truncatingIfNeeded: word)) }
    }

    private static func malformed(at character: UInt8, padded: Int) -> PKIXError {
        if padded > 0 { return malformed("The base64 text goes on after its padding.") }
        return malformed("The base64 text contains the byte \(hexByte(character)).")
    }

    private static func malformed(_ message: String) -> PKIXError {
        PKIXError(.malformedBase64, message, in: "base64")
    }

    private static let space: UInt8 = 0xfe
    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 0xff, count: 256)
        for (value, digit) in alphabet.enumerated() { table[Int(digit)] = UInt8(value) }
        for blank in " \t\r\n\u{0b}\u{0c}".utf8 { table[Int(blank)] = space }
        return table
    }()
}
