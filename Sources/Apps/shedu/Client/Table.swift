import Events
import JSONSchema

/// A column of a table: where in an object its text is.
struct Column {
    let title: String
    /// Names of members, joined with points.
    let path: String

    init(_ title: String, _ path: String) {
        self.title = title
        self.path = path
    }
}

/// Objects as lines of text in columns.
struct Table {
    private let rows: [[String]]

    init(_ columns: [Column], _ items: [JSONValue]) {
        rows = [columns.map(\.title)] + items.map { item in columns.map { item.text($0.path) } }
    }

    func lines(bold: (String) -> String) -> [String] {
        let count = rows[0].count
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.enumerated().map { index, row in
            let cells = row.enumerated().map { column, text in
                column == count - 1 ? text : text.padded(to: widths[column])
            }
            let line = cells.joined(separator: "  ")
            return index == 0 ? bold(line) : line
        }
    }
}

/// One object as lines of name and value; what stands inside is indented.
struct Details {
    private let value: JSONValue

    init(_ value: JSONValue) { self.value = value }

    func lines(bold: (String) -> String) -> [String] { Self.lines(value, indent: "", bold: bold) }

    private static func lines(_ value: JSONValue, indent: String, bold: (String) -> String) -> [String] {
        switch value {
        case .object(let members):
            let width = members.keys.map(\.count).max() ?? 0
            return members.sorted { $0.key < $1.key }.flatMap { name, member -> [String] in
                if let text = inline(member) { return ["\(indent)\(bold(name.padded(to: width)))  \(text)"] }
                return ["\(indent)\(bold(name))"] + lines(member, indent: indent + "  ", bold: bold)
            }
        case .array(let values):
            return values.flatMap { value -> [String] in
                if let text = inline(value) { return ["\(indent)- \(text)"] }
                var inner = lines(value, indent: indent + "  ", bold: bold)
                if let first = inner.first { inner[0] = "\(indent)- \(first.dropFirst(indent.count + 2))" }
                return inner
            }
        default: return [indent + value.text("")]
        }
    }

    /// Nil where the value needs lines of its own.
    private static func inline(_ value: JSONValue) -> String? {
        switch value {
        case .object(let members): members.isEmpty ? "{}" : nil
        case .array(let values): values.isEmpty ? "[]" : nil
        default: value.text("")
        }
    }
}

extension JSONValue {
    /// The `list` of a page.
    var items: [JSONValue] {
        guard case .object(let members) = self, case .array(let items)? = members["list"] else { return [] }
        return items
    }

    subscript(path: String) -> JSONValue? {
        var value = self
        for name in path.split(separator: ".") {
            guard case .object(let members) = value, let member = members[String(name)] else { return nil }
            value = member
        }
        return value
    }

    /// The text at a path, on one line and without control characters; empty where there is nothing.
    func text(_ path: String) -> String {
        switch self[path] {
        case nil, .null?: ""
        case .bool(let flag)?: flag ? "yes" : "no"
        case .integer(let number)?:
            path.hasSuffix("creation_timestamp") ? "\(Timestamp(milliseconds: number))" : "\(number)"
        case .number(let number)?: "\(number)"
        case .string(let text)?: text.map { $0.isNewline || $0.isControl ? " " : String($0) }.joined()
        case .array(let values)?: values.map { $0.text("") }.joined(separator: ", ")
        case .object(let members)?:
            members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text(""))" }.joined(separator: " ")
        }
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
