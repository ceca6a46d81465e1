/// Cuts a stream of server-sent events into frames (WHATWG HTML, section 9.2.6). Comments and unknown fields are passed
/// over.
struct EventStreamReader {
    struct Frame: Equatable {
        let id: Int64
        let data: [UInt8]
    }

    /// A line longer than this is not ours.
    static let lineLengthMax = 16 << 20

    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private var id: Int64?
    private var endedWithReturn = false

    /// The frames that end in this piece of the stream.
    mutating func take(_ bytes: some Sequence<UInt8>) throws -> [Frame] {
        var frames: [Frame] = []
        for byte in bytes {
            let isSecondHalf = endedWithReturn && byte == 0x0A
            endedWithReturn = byte == 0x0D
            if isSecondHalf { continue }
            if byte == 0x0A || byte == 0x0D {
                if let frame = endLine() { frames.append(frame) }
            } else {
                guard line.count < Self.lineLengthMax else {
                    throw ManagementClientError.unexpected(status: 200, "a line of the stream is too long")
                }
                line.append(byte)
            }
        }
        return frames
    }

    private mutating func endLine() -> Frame? {
        defer { line.removeAll(keepingCapacity: true) }
        guard !line.isEmpty else { return endFrame() }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "data": data += (data.isEmpty ? [] : [0x0A]) + value
        case "id": id = Int64(String(decoding: value, as: UTF8.self))
        default: break
        }
        return nil
    }

    private mutating func endFrame() -> Frame? {
        defer { data = [] }
        guard let id, !data.isEmpty else { return nil }
        return Frame(id: id, data: data)
    }
}
