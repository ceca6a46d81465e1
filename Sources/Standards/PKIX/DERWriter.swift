/// Writes DER from the end towards the front, so that every length is known when its header is written and
/// nothing is ever moved.
///
/// The fields of a structure are therefore written **last field first**:
/// ```
/// var writer = DERWriter(capacity: 64)
/// writer.tlv(DERTag.sequence) { sequence in
///     sequence.bytes(second)
///     sequence.bytes(first)
/// }
/// let der = writer.finish()
/// ```
struct DERWriter: ~Copyable {
    private var buffer: [UInt8]
    private var head: Int

    init(capacity: Int) {
        buffer = [UInt8](repeating: 0, count: max(capacity, 16))
        head = buffer.count
    }

    /// The number of bytes written so far.
    var count: Int { buffer.count - head }

    consuming func finish() -> [UInt8] { Array(buffer[head...]) }

    mutating func byte(_ value: UInt8) {
        makeRoom(1)
        head -= 1
        buffer[head] = value
    }

    mutating func bytes(_ value: [UInt8]) {
        makeRoom(value.count)
        head -= value.count
        copy(value, to: head)
    }

    /// Writes the contents, then their length and tag in front of them.
    mutating func tlv(_ tag: UInt8, _ contents: (inout DERWriter) -> Void) {
        let before = count
        contents(&self)
        header(tag, length: count - before)
    }

    mutating func tlv(_ tag: UInt8, _ contents: [UInt8]) {
        bytes(contents)
        header(tag, length: contents.count)
    }

    /// A BIT STRING without unused bits.
    mutating func bitString(_ contents: [UInt8]) {
        bytes(contents)
        byte(0)
        header(DERTag.bitString, length: contents.count + 1)
    }

    private mutating func header(_ tag: UInt8, length: Int) {
        if length < 0x80 {
            byte(UInt8(truncatingIfNeeded: length))
        } else {
            var rest = length
            var octets: UInt8 = 0
            while rest > 0 {
                byte(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
                octets += 1
            }
            byte(0x80 | octets)
        }
        byte(tag)
    }

    private mutating func makeRoom(_ needed: Int) {
        guard head < needed else { return }
        let used = count
        var larger = [UInt8](repeating: 0, count: max(buffer.count * 2, used + needed))
        let start = larger.count - used
        larger.replaceSubrange(start..., with: buffer[head...])
        buffer = larger
        head = start
    }

    private mutating func copy(_ value: [UInt8], to offset: Int) {
        buffer.withUnsafeMutableBytes { target in
            value.withUnsafeBytes { source in
                UnsafeMutableRawBufferPointer(rebasing: target[offset..<offset + source.count]).copyMemory(from: source)
            }
        }
    }
}

/// Small values, written where speed does not matter.
enum DER {
    static func tlv(_ tag: UInt8, _ parts: [UInt8]...) -> [UInt8] { tlv(tag, parts) }

    static func tlv(_ tag: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
        var writer = DERWriter(capacity: parts.reduce(8) { $0 + $1.count })
        writer.tlv(tag) { contents in
            for part in parts.reversed() { contents.bytes(part) }
        }
        return writer.finish()
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] { tlv(DERTag.sequence, parts) }

    /// A SET OF: its elements in ascending order of their encodings (X.690, 11.6).
    static func setOf(_ tag: UInt8 = DERTag.set, _ elements: [[UInt8]]) -> [UInt8] {
        tlv(tag, elements.sorted { $0.lexicographicallyPrecedes($1) })
    }

    static func integer(_ value: Int) -> [UInt8] {
        precondition(value >= 0, "only non-negative integers are written here")
        var octets: [UInt8] = []
        var rest = value
        repeat {
            octets.insert(UInt8(truncatingIfNeeded: rest), at: 0)
            rest >>= 8
        } while rest > 0
        if octets[0] >= 0x80 { octets.insert(0, at: 0) }
        return tlv(DERTag.integer, octets)
    }

    static let trueValue: [UInt8] = [0x01, 0x01, 0xff]
    static let null: [UInt8] = [0x05, 0x00]
}
