public import JSONSchema

/// Changes to a JSON document, to be carried out in order and all or none (RFC 6902).
public struct JSONPatch: Sendable, Equatable {
    /// How much a patch may ask for, and how much may come of it. A few `copy` operations double a document each, so what
    /// comes of a patch must be bounded while it is applied.
    public struct Limits: Sendable, Equatable {
        public var operationsMax: Int
        /// Of the patched document, about the bytes of its text.
        public var sizeMax: Int
        /// How deep objects and arrays may stand in each other, in the patched document.
        public var depthMax: Int

        public init(operationsMax: Int = 1_000, sizeMax: Int = 1 << 20, depthMax: Int = 32) {
            self.operationsMax = operationsMax
            self.sizeMax = sizeMax
            self.depthMax = depthMax
        }
    }

    /// One change (RFC 6902, section 4).
    public enum Operation: Sendable, Equatable {
        case add(JSONPointer, JSONValue)
        case remove(JSONPointer)
        case replace(JSONPointer, JSONValue)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, JSONValue)
    }

    public let operations: [Operation]
    private let limits: Limits

    public static let mediaType = "application/json-patch+json"

    public init(_ operations: [Operation], limits: Limits = Limits()) {
        self.operations = operations
        self.limits = limits
    }

    /// Reads a patch document. Members that an operation does not have are ignored (RFC 6902, section 4).
    /// - Throws: `JSONPatchError`, with the index of the wrong operation.
    public init(document: JSONValue, limits: Limits = Limits()) throws(JSONPatchError) {
        guard case .array(let entries) = document else {
            throw JSONPatchError(.malformed, at: nil, "a patch is an array of operations")
        }
        guard entries.count <= limits.operationsMax else {
            throw JSONPatchError(.tooLarge, at: nil, "a patch has at most \(limits.operationsMax) operations")
        }
        var operations: [Operation] = []
        for (index, entry) in entries.enumerated() { operations.append(try Operation(entry, at: index)) }
        self.init(operations, limits: limits)
    }

    /// The document after all operations. Nothing comes of a patch with an operation that fails.
    /// - Throws: `JSONPatchError`, with the index of the operation that failed.
    public func applied(to document: JSONValue) throws(JSONPatchError) -> JSONValue {
        var work = PatchedDocument(document, limits)
        for (index, operation) in operations.enumerated() {
            do {
                try work.apply(operation)
            } catch {
                throw JSONPatchError(error.kind, at: index, error.reason)
            }
        }
        return work.value
    }
}

extension JSONPatch.Operation {
    init(_ entry: JSONValue, at index: Int) throws(JSONPatchError) {
        guard case .object(let members) = entry else {
            throw JSONPatchError(.malformed, at: index, "an operation is an object")
        }
        let reader = MemberReader(members: members, index: index)
        let name = try reader.text("op")
        let path = try reader.pointer("path")
        switch name {
        case "add": self = .add(path, try reader.value())
        case "remove": self = .remove(path)
        case "replace": self = .replace(path, try reader.value())
        case "move": self = .move(from: try reader.pointer("from"), to: path)
        case "copy": self = .copy(from: try reader.pointer("from"), to: path)
        case "test": self = .test(path, try reader.value())
        default:
            throw JSONPatchError(
                .malformed, at: index, "\"\(name)\" is not an operation; use add, remove, replace, move, copy or test",
                member: "op")
        }
    }
}

private struct MemberReader {
    let members: [String: JSONValue]
    let index: Int

    func value() throws(JSONPatchError) -> JSONValue {
        guard let value = members["value"] else {
            throw JSONPatchError(.malformed, at: index, "the member \"value\" is missing", member: "value")
        }
        return value
    }

    func text(_ name: String) throws(JSONPatchError) -> String {
        guard case .string(let text)? = members[name] else {
            throw JSONPatchError(.malformed, at: index, "the member \"\(name)\" must be a string", member: name)
        }
        return text
    }

    func pointer(_ name: String) throws(JSONPatchError) -> JSONPointer {
        let text = try text(name)
        do {
            return try JSONPointer(text)
        } catch {
            throw JSONPatchError(.malformed, at: index, error.description, member: name)
        }
    }
}
