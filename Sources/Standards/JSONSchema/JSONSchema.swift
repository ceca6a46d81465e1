/// The part of JSON Schema (draft 2020-12) that our payloads and request bodies need.
///
/// A schema is read off a `Decodable` type by `JSONSchema.describing(_:)`, so the type is the only declaration:
/// it decodes, it documents itself, and a body that does not fit is refused with a JSON pointer to every fault.
public indirect enum JSONSchema: Sendable, Equatable {
    case any
    case boolean
    case integer
    case number
    case string(StringRule)
    case array(JSONSchema)
    case object([Member], others: Others)
    case oneOf([JSONSchema])

    /// What a string must look like.
    public struct StringRule: Sendable, Equatable {
        public let format: String?
        public let pattern: String?
        public let values: [String]

        public init(format: String? = nil, pattern: String? = nil, values: [String] = []) {
            self.format = format
            self.pattern = pattern
            self.values = values
        }
    }

    /// One named member of an object.
    public struct Member: Sendable, Equatable {
        public let name: String
        public let schema: JSONSchema
        public let isRequired: Bool

        public init(_ name: String, _ schema: JSONSchema, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    /// What members beside the named ones may hold.
    public enum Others: Sendable, Equatable {
        /// Members that a later version adds; a reader ignores them.
        case unspecified
        case each(JSONSchema)
    }

    public static let text = JSONSchema.string(StringRule())
}

extension JSONSchema {
    /// The schema as a JSON document.
    public var document: JSONValue {
        switch self {
        case .any: [:]
        case .boolean: ["type": "boolean"]
        case .integer: ["type": "integer"]
        case .number: ["type": "number"]
        case .string(let rule): .object(rule.document)
        case .array(let element): ["type": "array", "items": element.document]
        case .oneOf(let choices): ["oneOf": .array(choices.map(\.document))]
        case .object(let members, let others): .object(Self.document(members, others))
        }
    }

    private static func document(_ members: [Member], _ others: Others) -> [String: JSONValue] {
        var result: [String: JSONValue] = ["type": "object"]
        if !members.isEmpty {
            result["properties"] = .object(
                Dictionary(members.map { ($0.name, $0.schema.document) }) { _, last in last })
        }
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { result["required"] = .array(required) }
        if case .each(let schema) = others { result["additionalProperties"] = schema.document }
        return result
    }
}

extension JSONSchema.StringRule {
    fileprivate var document: [String: JSONValue] {
        var result: [String: JSONValue] = ["type": "string"]
        if let format { result["format"] = .string(format) }
        if let pattern { result["pattern"] = .string(pattern) }
        if !values.isEmpty { result["enum"] = .array(values.map { .string($0) }) }
        return result
    }
}
