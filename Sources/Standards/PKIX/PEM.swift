/// The textual encodings of RFC 7468.
public enum PEM {
    /// The largest text that ``decode(_:label:)`` reads, in bytes.
    public static let textSizeMax = 4 << 20
    /// The most blocks that ``decode(_:label:)`` reads.
    public static let blocksMax = 1_000

    /// One block: 64 columns, LF, and a final line end.
    public static func encode(_ label: String, _ der: [UInt8]) -> [UInt8] {
        let head = Array("-----BEGIN \(label)-----\n".utf8)
        let tail = Array("-----END \(label)-----\n".utf8)
        let columns = (der.count + 2) / 3 * 4
        let size = head.count + columns + (columns + 63) / 64 + tail.count
        return [UInt8](unsafeUninitializedCapacity: size) { output, written in
            for (index, byte) in head.enumerated() { output[index] = byte }
            let end = Base64.encode(der, width: 64, into: output, at: head.count)
            for (index, byte) in tail.enumerated() { output[end + index] = byte }
            written = end + tail.count
        }
    }

    /// The blocks of a text, in order. Text around the blocks is ignored, line ends may be LF, CRLF or CR.
    ///
    /// - Parameter label: if given, only blocks with this label are decoded and returned.
    /// - Throws: `noPEMBlock` when nothing is found, `malformedPEM` or `malformedBase64` for a broken block,
    ///   `tooLarge` beyond the limits.
    public static func decode(
        _ text: [UInt8], label wanted: String?
    ) throws(PKIXError) -> [(label: String, der: [UInt8])] {
        guard text.count <= textSizeMax else { throw error(.tooLarge, "The PEM text is larger than 4 MiB.") }
        var blocks: [(label: String, der: [UInt8])] = []
        var position = 0
        while let start = find(begin, in: text, from: position) {
            let block = try readBlock(text, from: start)
            position = block.end
            guard wanted == nil || wanted == block.label else { continue }
            guard blocks.count < blocksMax else { throw error(.tooLarge, "The PEM text has more than 1000 blocks.") }
            blocks.append((block.label, try Base64.decode(text[block.body])))
        }
        guard !blocks.isEmpty else {
            throw error(.noPEMBlock, "The text has no '-----BEGIN \(wanted ?? "...")-----' block.")
        }
        return blocks
    }

    private static func readBlock(
        _ text: [UInt8], from start: Int
    ) throws(PKIXError) -> (label: String, body: Range<Int>, end: Int) {
        let labelStart = start + begin.count
        guard let labelEnd = find(dashes, in: text, from: labelStart, upTo: labelStart + 80) else {
            throw error(.malformedPEM, "A '-----BEGIN' line does not end in '-----'.")
        }
        let label = Array(text[labelStart..<labelEnd])
        guard label.allSatisfy({ (0x20...0x7e).contains($0) }) else {
            throw error(.malformedPEM, "The label of a PEM block is not plain text.")
        }
        let body = labelEnd + dashes.count
        let boundary = end + label + dashes
        guard let bodyEnd = find(end, in: text, from: body), text[bodyEnd...].starts(with: boundary) else {
            throw error(.malformedPEM, "A PEM block has no matching '-----END' line.")
        }
        return (String(decoding: label, as: UTF8.self), body..<bodyEnd, bodyEnd + boundary.count)
    }

    /// Where `pattern`, which begins with a dash, starts in `text[from..<upTo]`.
    private static func find(_ pattern: [UInt8], in text: [UInt8], from: Int, upTo: Int = .max) -> Int? {
        let limit = min(upTo, text.count)
        var at = from
        while limit - at >= pattern.count {
            if text[at] == pattern[0], text[at..<at + pattern.count].elementsEqual(pattern) { return at }
            at += 1
        }
        return nil
    }

    private static func error(_ code: PKIXError.Code, _ message: String) -> PKIXError {
        PKIXError(code, message, in: "PEM")
    }

    static let begin = Array("-----BEGIN ".utf8)
    private static let end = Array("-----END ".utf8)
    private static let dashes = Array("-----".utf8)
}
