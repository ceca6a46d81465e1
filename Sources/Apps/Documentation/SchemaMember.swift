import Events
import JSONSchema

/// A member of a payload as a line of a page.
struct SchemaMember: Equatable {
    /// From the payload's own members down, for instance `slots[].id`.
    let path: String
    let type: String
    /// In the object that it is a member of.
    let isRequired: Bool
}

extension JSONSchema {
    /// All members at any depth, each before what is in it.
    func memberLines(below path: String = "") -> [SchemaMember] {
        switch self {
        case .object(let members, _):
            members.flatMap { member in
                let place = path.isEmpty ? member.name : "\(path).\(member.name)"
                let line = SchemaMember(path: place, type: member.schema.phrase, isRequired: member.isRequired)
                return [line] + member.schema.memberLines(below: place)
            }
        case .array(let element): element.memberLines(below: "\(path)[]")
        default: []
        }
    }

    /// What the schema allows, in a few words.
    var phrase: String {
        if let known = Self.known.first(where: { $0.schema == self }) { return known.phrase }
        return switch self {
        case .any: "any value"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string(let rule): rule.values.isEmpty ? "text" : rule.values.map(Markdown.code).joined(separator: ", ")
        case .array(let element): "list of \(element.phrase)"
        case .object(_, .unspecified): "object"
        case .object(_, .each(let element)): "object of \(element.phrase)"
        case .oneOf(let choices): choices.map(\.phrase).joined(separator: " or ")
        }
    }

    private static let known: [(schema: JSONSchema, phrase: String)] = [
        (Timestamp.schema, "time"), (WireDuration.schema, "duration"), (RevocationReason.schema, "revocation reason"),
        (EncodedPEM.schema, "text"),
        (Validity.schema, #"`{"type":"Time","time":` time `}` or `{"type":"Duration","duration":` duration `}`"#),
    ]
}
