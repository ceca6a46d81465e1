import Storage

extension ListColumn {
    /// How many values `in` takes.
    static let alternativesMax = 100

    /// The operand must suit the kind. Values are bound, never spliced.
    func condition(_ operand: ListFilter.Operand, _ text: String) throws(ListError) -> SQL {
        switch operand {
        case .contains: return "lower(\(expression)) LIKE lower(\(Self.pattern(text))) ESCAPE '\\'"
        case .among: return "\(expression) IN (\(try alternatives(text)))"
        default:
            let value = try kind.value(text, of: name)
            if operand == .equal, let members { return "\(value) IN (\(members))" }
            return "\(expression) \(Self.comparison(operand)) \(value)"
        }
    }

    private static func comparison(_ operand: ListFilter.Operand) -> SQL {
        switch operand {
        case .notEqual: "<>"
        case .before, .less: "<"
        case .after, .greater: ">"
        case .equal, .contains, .among: "="
        }
    }

    private static func pattern(_ text: String) -> String {
        var pattern = "%"
        for character in text {
            if character == "%" || character == "_" || character == "\\" { pattern.append("\\") }
            pattern.append(character)
        }
        return pattern + "%"
    }

    private func alternatives(_ text: String) throws(ListError) -> SQL {
        let texts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard texts.count <= Self.alternativesMax else {
            throw ListError.invalidValue(
                "\(texts.count) values", field: name, expected: "at most \(Self.alternativesMax) may be given")
        }
        var fragments: [SQL] = []
        for text in texts { fragments.append("\(try kind.value(String(text), of: name))") }
        return SQL.joined(fragments, by: ", ")
    }
}
