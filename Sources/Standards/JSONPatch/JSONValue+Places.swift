import JSONSchema

extension JSONValue {
    /// The value at a place (RFC 6901, section 4).
    func value(at pointer: JSONPointer) throws(OperationFailure) -> JSONValue {
        var value = self
        for token in pointer.tokens {
            guard let next = value.child(token) else { throw .missing("there is nothing at \"\(pointer)\"") }
            value = next
        }
        return value
    }

    private func child(_ token: String) -> JSONValue? {
        switch self {
        case .object(let members): members[token]
        case .array(let elements): Self.index(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
        default: nil
        }
    }

    /// Decimal digits without a leading zero (RFC 6901, section 4); nil for anything else.
    static func index(_ token: String) -> Int? {
        let digits = token.utf8
        guard digits.count <= 9, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        return Int(token)
    }

    /// Puts a value where `tokens` lead; nil at the end of an array is `-`.
    mutating func put(
        _ new: JSONValue, at tokens: ArraySlice<String>, below whole: JSONPointer, mustExist: Bool
    ) throws(OperationFailure) {
        guard let token = tokens.first else {
            self = new
            return
        }
        if tokens.count == 1 { return try put(new, under: token, of: whole, mustExist: mustExist) }
        try changeChild(token, of: whole) { child throws(OperationFailure) in
            try child.put(new, at: tokens.dropFirst(), below: whole, mustExist: mustExist)
        }
    }

    private mutating func put(
        _ new: JSONValue, under token: String, of whole: JSONPointer, mustExist: Bool
    ) throws(OperationFailure) {
        switch self {
        case .object(var members):
            guard !mustExist || members[token] != nil else { throw .missing("there is nothing at \"\(whole)\"") }
            self = .null
            members[token] = new
            self = .object(members)
        case .array(var elements):
            self = .null
            let end = mustExist ? elements.count - 1 : elements.count
            guard let index = token == "-" && !mustExist ? elements.count : Self.index(token), index <= end else {
                throw .missing("\"\(whole)\" is no place in an array of \(elements.count)")
            }
            if mustExist { elements[index] = new } else { elements.insert(new, at: index) }
            self = .array(elements)
        default: throw .missing("what stands above \"\(whole)\" is neither object nor array")
        }
    }

    mutating func remove(
        _ tokens: ArraySlice<String>, below whole: JSONPointer
    ) throws(OperationFailure) -> JSONValue {
        var removed = JSONValue.null
        if tokens.count > 1, let token = tokens.first {
            try changeChild(token, of: whole) { child throws(OperationFailure) in
                removed = try child.remove(tokens.dropFirst(), below: whole)
            }
            return removed
        }
        guard let token = tokens.first, let found = child(token) else {
            throw .missing("there is nothing at \"\(whole)\"")
        }
        removed = found
        switch self {
        case .object(var members):
            self = .null
            members[token] = nil
            self = .object(members)
        case .array(var elements):
            self = .null
            if let index = Self.index(token) { elements.remove(at: index) }
            self = .array(elements)
        default: break
        }
        return removed
    }

    /// Lets go of the child while it is changed, so that it is changed in its place and not in a copy.
    private mutating func changeChild(
        _ token: String, of whole: JSONPointer, _ change: (inout JSONValue) throws(OperationFailure) -> Void
    ) throws(OperationFailure) {
        guard var child = child(token) else { throw .missing("there is nothing above \"\(whole)\"") }
        switch self {
        case .object(var members):
            self = .null
            members[token] = JSONValue.null
            try change(&child)
            members[token] = child
            self = .object(members)
        case .array(var elements):
            self = .null
            let index = Self.index(token) ?? 0
            elements[index] = .null
            try change(&child)
            elements[index] = child
            self = .array(elements)
        default: break
        }
    }

    /// Numbers are equal that have the same value, however they are written (RFC 6902, section 4.6).
    func isEqual(to other: JSONValue) -> Bool {
        switch (self, other) {
        case (.integer(let whole), .number(let number)), (.number(let number), .integer(let whole)):
            Int64(exactly: number) == whole
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isEqual(to: $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count && left.allSatisfy { name, value in right[name].map(value.isEqual) ?? false }
        default: self == other
        }
    }
}
