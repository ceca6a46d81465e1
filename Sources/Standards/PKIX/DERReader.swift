/// The tags that PKIX structures use (X.690, 8.1.2).
enum DERTag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let objectIdentifier: UInt8 = 0x06
    static let utf8String: UInt8 = 0x0c
    static let numericString: UInt8 = 0x12
    static let printableString: UInt8 = 0x13
    static let teletexString: UInt8 = 0x14
    static let ia5String: UInt8 = 0x16
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let visibleString: UInt8 = 0x1a
    static let universalString: UInt8 = 0x1c
    static let bmpString: UInt8 = 0x1e
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    static func context(_ number: UInt8) -> UInt8 { 0x80 | number }
    static func contextConstructed(_ number: UInt8) -> UInt8 { 0xa0 | number }
}

/// One element: where it lies in the buffer that it was read from.
struct DERElement {
    let tag: UInt8
    let start: Int
    let contents: Range<Int>

    var range: Range<Int> { start..<contents.upperBound }
}

/// Walks the elements of one level of a DER value and slices them; it copies nothing until asked.
///
/// Strict: definite and minimal lengths only, single-byte tags only (X.690, 10.1). Recursion is the caller's,
/// so nesting is bounded by what the caller knows how to read.
struct DERReader {
    let bytes: [UInt8]
    private(set) var position: Int
    let end: Int
    let place: String

    init(_ bytes: [UInt8], in place: String) {
        self.init(bytes, 0..<bytes.count, in: place)
    }

    private init(_ bytes: [UInt8], _ range: Range<Int>, in place: String) {
        self.bytes = bytes
        self.position = range.lowerBound
        self.end = range.upperBound
        self.place = place
    }

    var isAtEnd: Bool { position == end }
    var nextTag: UInt8? { position < end ? bytes[position] : nil }

    mutating func next() throws(PKIXError) -> DERElement {
        let start = position
        guard end - start >= 2 else { throw malformed("The data ends in the middle of an element.") }
        let tag = bytes[start]
        guard tag & 0x1f != 0x1f else { throw malformed("An element has a multi-byte tag, which is not used here.") }
        let (body, length) = try length(at: start + 1)
        guard length <= end - body else { throw malformed("An element is longer than what contains it.") }
        position = body + length
        return DERElement(tag: tag, start: start, contents: body..<position)
    }

    mutating func next(_ tag: UInt8) throws(PKIXError) -> DERElement {
        let element = try next()
        guard element.tag == tag else {
            throw malformed("Expected an element with tag \(hexByte(tag)), found \(hexByte(element.tag)).")
        }
        return element
    }

    /// The next element if it has this tag; otherwise nothing is consumed.
    mutating func optional(_ tag: UInt8) throws(PKIXError) -> DERElement? {
        guard nextTag == tag else { return nil }
        return try next()
    }

    /// A reader of what is inside `element`.
    func inside(_ element: DERElement, _ place: String? = nil) -> DERReader {
        DERReader(bytes, element.contents, in: place ?? self.place)
    }

    /// Opens the next element and returns a reader of its contents.
    mutating func enter(_ tag: UInt8, _ place: String? = nil) throws(PKIXError) -> DERReader {
        inside(try next(tag), place)
    }

    func requireEnd() throws(PKIXError) {
        guard isAtEnd else { throw malformed("There are \(end - position) extra bytes after the last element.") }
    }

    func contents(_ element: DERElement) -> [UInt8] { Array(bytes[element.contents]) }
    func whole(_ element: DERElement) -> [UInt8] { Array(bytes[element.range]) }

    func malformed(_ message: String) -> PKIXError { PKIXError(.malformedDER, message, in: place) }

    private func length(at offset: Int) throws(PKIXError) -> (body: Int, length: Int) {
        let first = bytes[offset]
        if first < 0x80 { return (offset + 1, Int(first)) }
        let count = Int(first & 0x7f)
        guard count > 0 else { throw malformed("An element has an indefinite length, which DER does not allow.") }
        guard count <= 4, end - offset > count else { throw malformed("The length of an element cannot be read.") }
        var length = 0
        for index in 1...count { length = length << 8 | Int(bytes[offset + index]) }
        guard length >= 0x80, bytes[offset + 1] != 0 else {
            throw malformed("The length of an element is not in its shortest form.")
        }
        return (offset + 1 + count, length)
    }
}

func hexByte(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0x0\(digits)" : "0x\(digits)"
}
