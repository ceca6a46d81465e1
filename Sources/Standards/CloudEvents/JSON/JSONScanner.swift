/// A strict reader of JSON text (RFC 8259) that finds where values are and builds none.
///
/// Stricter than the grammar where receivers are known to disagree: no member name twice in an object, no lone
/// surrogates, no byte order mark, and nesting has an end.
struct JSONScanner {
    /// Values inside values; each level costs a stack frame or two.
    static let depthMax = 128

    struct Value {
        enum Kind { case object, array, string, integer, decimal, boolean, null }
        let kind: Kind
        /// The value and nothing around it; for a string with its quotes.
        let range: Range<Int>
    }

    let bytes: [UInt8]
    private(set) var position = 0
    private var depth = 0
    private var names = JSONMemberNames()

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func malformed(_ what: String) -> CloudEventError {
        CloudEventError(.malformedJSON, nil, "At byte \(position): \(what).")
    }

    // MARK: Steps

    /// The next byte that is not white space.
    mutating func peek() -> UInt8? {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    mutating func requireEnd() throws(CloudEventError) {
        guard peek() == nil else { throw malformed("something follows the JSON value") }
    }

    // MARK: Values

    mutating func value() throws(CloudEventError) -> Value {
        let first = peek()
        let start = position
        let kind: Value.Kind
        switch first.map({ Unicode.Scalar($0) }) {
        case "{":
            kind = .object
            try object { (scanner, _) throws(CloudEventError) in _ = try scanner.value() }
        case "[":
            kind = .array
            try array { (scanner) throws(CloudEventError) in _ = try scanner.value() }
        case "\"":
            kind = .string
            var string = JSONStringScanner(bytes, at: position)
            position = try string.end()
        case "t":
            kind = .boolean
            try literal("true")
        case "f":
            kind = .boolean
            try literal("false")
        case "n":
            kind = .null
            try literal("null")
        default: kind = try number()
        }
        return Value(kind: kind, range: start..<position)
    }

    /// Calls `member` at each value, which it has to read, with the range of the name (with its quotes).
    mutating func object(
        _ member: (inout JSONScanner, Range<Int>) throws(CloudEventError) -> Void
    ) throws(CloudEventError) {
        try enter("{")
        names.open()
        if !take("}") {
            repeat {
                guard peek() == UInt8(ascii: "\"") else { throw malformed("a member name is expected") }
                let name = try value().range
                names.append(JSONText.unescaped(bytes[name]))
                guard take(":") else { throw malformed("a colon is expected") }
                try member(&self, name)
            } while take(",")
            guard take("}") else { throw malformed("a comma or the end of the object is expected") }
        }
        guard names.close() else {
            throw CloudEventError(.duplicateMember, nil, "The object that ends at byte \(position) has a name twice.")
        }
        depth -= 1
    }

    /// Calls `element` at each value, which it has to read.
    mutating func array(_ element: (inout JSONScanner) throws(CloudEventError) -> Void) throws(CloudEventError) {
        try enter("[")
        if !take("]") {
            repeat { try element(&self) } while take(",")
            guard take("]") else { throw malformed("a comma or the end of the array is expected") }
        }
        depth -= 1
    }

    private mutating func enter(_ bracket: Unicode.Scalar) throws(CloudEventError) {
        guard take(bracket) else { throw malformed("\(bracket) is expected") }
        depth += 1
        guard depth <= Self.depthMax else {
            throw CloudEventError(.nestingTooDeep, nil, "At byte \(position): over \(Self.depthMax) levels deep.")
        }
    }

    private mutating func literal(_ word: StaticString) throws(CloudEventError) {
        for scalar in word.description.utf8 {
            guard position < bytes.count, bytes[position] == scalar else {
                throw malformed("a value is expected")
            }
            position += 1
        }
    }

    // MARK: Numbers

    private mutating func number() throws(CloudEventError) -> Value.Kind {
        var kind = Value.Kind.integer
        takeHere("-")
        guard takeHere("0") || digits() else { throw malformed("a value is expected") }
        if takeHere(".") {
            kind = .decimal
            guard digits() else { throw malformed("a digit is expected") }
        }
        if takeHere("e") || takeHere("E") {
            kind = .decimal
            if !takeHere("+") { takeHere("-") }
            guard digits() else { throw malformed("a digit is expected") }
        }
        return kind
    }

    /// Without skipping white space.
    @discardableResult
    private mutating func takeHere(_ scalar: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
        position += 1
        return true
    }

    private mutating func digits() -> Bool {
        let start = position
        while position < bytes.count, URIBytes.isDigit(bytes[position]) { position += 1 }
        return position > start
    }
}
