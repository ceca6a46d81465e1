/// A place in a document that does not fit its schema.
public struct SchemaViolation: Sendable, Equatable, Codable {
    /// JSON pointer (RFC 6901) to the place.
    public let pointer: String
    public let detail: String

    public init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}

/// What to do with a member that the schema does not name.
public enum UnknownMembers: Sendable {
    /// Let it pass: a newer producer may have added it.
    case ignored
    /// Refuse it: in a request it is most likely a misspelt one.
    case refused
}

extension JSONSchema {
    /// Every place where `value` does not fit. Formats and patterns are left to the type that decodes the string.
    public func violations(in value: JSONValue, unknownMembers: UnknownMembers) -> [SchemaViolation] {
        violations(in: value, at: "", unknownMembers)
    }

    private func violations(in value: JSONValue, at pointer: String, _ unknown: UnknownMembers) -> [SchemaViolation] {
        switch (self, value) {
        case (.any, _), (.boolean, .bool), (.integer, .integer), (.number, .integer), (.number, .number):
            return []
        case (.string(let rule), .string(let text)):
            if rule.values.isEmpty || rule.values.contains(text) { return [] }
            let choices = rule.values.joined(separator: ", ")
            return [SchemaViolation(pointer: pointer, detail: "\"\(text)\" is not one of: \(choices)")]
        case (.array(let element), .array(let values)):
            return values.enumerated().flatMap {
                element.violations(in: $0.element, at: "\(pointer)/\($0.offset)", unknown)
            }
        case (.object(let members, let others), .object(let object)):
            return Self.violations(of: members, others, in: object, at: pointer, unknown)
        case (.oneOf(let choices), _):
            return Self.violations(of: choices, in: value, at: pointer, unknown)
        default:
            return [SchemaViolation(pointer: pointer, detail: "must be \(expectation), but is \(value.kind)")]
        }
    }

    private static func violations(
        of members: [Member], _ others: Others, in object: [String: JSONValue], at pointer: String,
        _ unknown: UnknownMembers
    ) -> [SchemaViolation] {
        var found: [SchemaViolation] = []
        for member in members {
            let place = "\(pointer)/\(escaped(member.name))"
            switch object[member.name] {
            case nil where member.isRequired, .null? where member.isRequired && member.schema != .any:
                found.append(SchemaViolation(pointer: place, detail: "is required"))
            case nil, .null?: continue
            case let value?: found += member.schema.violations(in: value, at: place, unknown)
            }
        }
        let names = Set(members.map(\.name))
        for (name, value) in object.sorted(by: { $0.key < $1.key }) where !names.contains(name) {
            let place = "\(pointer)/\(escaped(name))"
            if case .each(let schema) = others {
                found += schema.violations(in: value, at: place, unknown)
            } else if unknown == .refused {
                found.append(SchemaViolation(pointer: place, detail: "is not a member that is known here"))
            }
        }
        return found
    }

    private static func violations(
        of choices: [JSONSchema], in value: JSONValue, at pointer: String, _ unknown: UnknownMembers
    ) -> [SchemaViolation] {
        let attempts = choices.map { $0.violations(in: value, at: pointer, unknown) }
        // A choice that fits has no violations; else the nearest miss tells a person most.
        return attempts.min { $0.count < $1.count } ?? []
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private var expectation: String {
        switch self {
        case .any, .oneOf: "a value"
        case .boolean: "a boolean"
        case .integer: "an integer"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}
