import JSONSchema

extension JSONValue {
    /// This value laid over `base`: objects member by member, anything else replaces what is below it.
    func over(_ base: JSONValue) -> JSONValue {
        guard case .object(let ours) = self, case .object(let theirs) = base else { return self }
        return .object(theirs.merging(ours) { below, above in above.over(below) })
    }

    subscript(member name: String) -> JSONValue? {
        if case .object(let members) = self { members[name] } else { nil }
    }
}
