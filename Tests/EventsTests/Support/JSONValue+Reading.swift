import JSONSchema

extension JSONValue {
    var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }

    var elements: [JSONValue] {
        if case .array(let elements) = self { elements } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// What is reached by member names, for instance `previous.active_certificate`.
    func at(_ path: String) -> JSONValue? {
        var place: JSONValue? = self
        for name in path.split(separator: ".") { place = place?.members[String(name)] }
        return place
    }
}
