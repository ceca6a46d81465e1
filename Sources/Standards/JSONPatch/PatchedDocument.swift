import JSONSchema

/// A document while a patch is applied to it, and how large it can have become.
struct PatchedDocument {
    private(set) var value: JSONValue
    private let limits: JSONPatch.Limits
    /// Never less than the size of the document.
    private var sizeBound: Int

    init(_ value: JSONValue, _ limits: JSONPatch.Limits) {
        self.value = value
        self.limits = limits
        sizeBound = Extent(of: value, limits).size
    }

    mutating func apply(_ operation: JSONPatch.Operation) throws(OperationFailure) {
        switch operation {
        case .add(let path, let new): try put(new, at: path, mustExist: false)
        case .replace(let path, let new): try put(new, at: path, mustExist: true)
        case .remove(let path): _ = try remove(path)
        case .copy(let source, let path): try put(try value.value(at: source), at: path, mustExist: false)
        case .move(let source, let path): try move(source, to: path)
        case .test(let path, let expected):
            guard try value.value(at: path).isEqual(to: expected) else {
                throw OperationFailure(kind: .testFailed, reason: "the value at \"\(path)\" is another one")
            }
        }
    }

    private mutating func put(
        _ new: JSONValue, at path: JSONPointer, mustExist: Bool
    ) throws(OperationFailure) {
        let extent = Extent(of: new, limits)
        guard !extent.isOver, path.tokens.count + extent.depth <= limits.depthMax else { throw tooLarge }
        if path.tokens.isEmpty {
            value = new
            sizeBound = extent.size
            return
        }
        try value.put(new, at: path.tokens[...], below: path, mustExist: mustExist)
        sizeBound += extent.size + (path.tokens.last?.utf8.count ?? 0) + Extent.memberOverhead
        try requireSize()
    }

    private mutating func remove(_ path: JSONPointer) throws(OperationFailure) -> JSONValue {
        guard !path.tokens.isEmpty else { throw .missing("the whole document cannot be removed") }
        return try value.remove(path.tokens[...], below: path)
    }

    /// A place cannot be moved into itself (RFC 6902, section 4.4).
    private mutating func move(_ source: JSONPointer, to path: JSONPointer) throws(OperationFailure) {
        if source == path {
            _ = try value.value(at: source)
            return
        }
        guard !source.contains(path) else {
            throw OperationFailure(kind: .malformed, reason: "\"\(source)\" cannot be moved into itself")
        }
        try put(try remove(source), at: path, mustExist: false)
    }

    /// The bound only grows; where it is passed the document is measured.
    private mutating func requireSize() throws(OperationFailure) {
        guard sizeBound > limits.sizeMax else { return }
        let extent = Extent(of: value, limits)
        guard !extent.isOver else { throw tooLarge }
        sizeBound = extent.size
    }

    private var tooLarge: OperationFailure {
        OperationFailure(
            kind: .tooLarge,
            reason:
                "the document would be larger than \(limits.sizeMax) bytes, or more than \(limits.depthMax) levels deep"
        )
    }
}

/// How large and deep a value is. Measuring stops where a limit is passed, so it costs no more than the limit.
struct Extent {
    /// Quotes, colon and comma of a member.
    static let memberOverhead = 4

    private(set) var size = 0
    private(set) var depth = 0
    private(set) var isOver = false
    private let limits: JSONPatch.Limits

    init(of value: JSONValue, _ limits: JSONPatch.Limits) {
        self.limits = limits
        measure(value, at: 0)
    }

    private mutating func measure(_ value: JSONValue, at level: Int) {
        switch value {
        case .null, .bool: take(4)
        case .integer, .number: take(8)
        case .string(let text): take(text.utf8.count + 2)
        case .array(let elements):
            enter(level + 1)
            for element in elements where !isOver { measure(element, at: level + 1) }
        case .object(let members):
            enter(level + 1)
            for (name, member) in members where !isOver {
                take(name.utf8.count + Self.memberOverhead)
                measure(member, at: level + 1)
            }
        }
    }

    private mutating func enter(_ level: Int) {
        depth = max(depth, level)
        if level > limits.depthMax { isOver = true }
        take(2)
    }

    private mutating func take(_ bytes: Int) {
        size += bytes
        if size > limits.sizeMax { isOver = true }
    }
}
