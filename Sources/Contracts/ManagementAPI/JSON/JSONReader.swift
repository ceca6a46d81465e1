public import JSONSchema

/// Reads JSON strictly (RFC 8259): UTF-8 only, no member twice, no lone surrogate, bounded depth.
struct JSONReader {
    let bytes: [UInt8]
    let limits: JSONLimits
    var position = 0

    init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func document() throws(JSONSyntaxError) -> JSONValue {
        let value = try value(depth: 0)
        skipSpace()
        guard next == nil else { throw error("nothing may follow the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?: return try number()
        case nil: throw error("the text ends where a value is expected")
        default: throw error("a value is expected here")
        }
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> [String: JSONValue] {
        try enter(depth)
        var members: [String: JSONValue] = [:]
        if take(UInt8(ascii: "}")) { return members }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw error("the name of a member is expected, in quotes") }
            let start = position
            let name = try string()
            guard take(UInt8(ascii: ":")) else { throw error("\":\" is expected after the name of a member") }
            guard members.updateValue(try value(depth: depth), forKey: name) == nil else {
                throw error("the member \"\(name)\" is here twice", at: start)
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw error("\",\" or \"}\" is expected") }
        return members
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> [JSONValue] {
        try enter(depth)
        var values: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return values }
        repeat { values.append(try value(depth: depth)) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw error("\",\" or \"]\" is expected") }
        return values
    }

    private mutating func enter(_ depth: Int) throws(JSONSyntaxError) {
        guard depth <= limits.depthMax else { throw error("more than \(limits.depthMax) levels deep") }
        position += 1
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        let end = position + text.utf8CodeUnitCount
        let isHere = end <= bytes.count && bytes[position..<end].elementsEqual(text.description.utf8)
        guard isHere else { throw error("a value is expected here") }
        position = end
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    func error(_ reason: String, at offset: Int? = nil) -> JSONSyntaxError {
        let before = bytes[..<min(offset ?? position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return JSONSyntaxError(line: line, column: column, reason: reason)
    }
}

extension JSONValue {
    /// Reads one JSON text.
    public static func parse(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONSyntaxError) -> JSONValue {
        var reader = JSONReader(bytes, limits)
        guard bytes.count <= limits.sizeMax else {
            throw JSONSyntaxError(line: 1, column: 1, reason: "longer than \(limits.sizeMax) bytes")
        }
        return try reader.document()
    }
}
