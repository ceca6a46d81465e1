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
                if let text = inline(member, named: name) {
                    return ["\(indent)\(bold(name.padded(to: width)))  \(text)"]
                }
                return ["\(indent)\(bold(name))"] + lines(member, indent: indent + "  ", bold: bold)
            }
        case .array(let values):
            return values.flatMap { value -> [String] in
                if let text = inline(value) { return ["\(indent)- \(text)"] }
                var inner = lines(value, indent: indent + "  ", bold: bold)
                if let first = inner.first { inner[0] = "\(indent)- \(first.dropFirst(indent.count + 2))" }
                return inner
            }
        default: return [indent + value.plainText(named: "")]
        }
    }

    /// Longer texts, such as certificates, are cut: they are for programs.
    private static let textLengthMax = 100

    /// Nil where the value needs lines of its own.
    private static func inline(_ value: JSONValue, named name: String = "") -> String? {
        switch value {
        case .object(let members): members.isEmpty ? "{}" : nil
        case .array(let values): values.isEmpty ? "[]" : nil
        default: shortened(value.plainText(named: name))
        }
    }

    private static func shortened(_ text: String) -> String {
        text.count <= textLengthMax
            ? text : "\(text.prefix(40))... (\(text.utf8.count) bytes, whole with --output json)"
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
        for name in path.split(separator: ".", omittingEmptySubsequences: true) {
            guard case .object(let members) = value, let member = members[String(name)] else { return nil }
            value = member
        }
        return value
    }

    /// The text at a path; empty where there is nothing.
    func text(_ path: String) -> String {
        self[path]?.plainText(named: path) ?? ""
    }

    /// On one line and without control characters, for what is shown may come from a stranger's certificate.
    func plainText(named name: String) -> String {
        switch self {
        case .null: ""
        case .bool(let flag): flag ? "yes" : "no"
        case .integer(let number):
            name.hasSuffix("_timestamp") ? "\(Timestamp(milliseconds: number))" : "\(number)"
        case .number(let number): "\(number)"
        case .string(let text): text.map { $0.isNewline || $0.isControl ? " " : String($0) }.joined()
        case .array(let values): values.map { $0.plainText(named: name) }.joined(separator: ", ")
        case .object(let members):
            members.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.plainText(named: $0.key))" }
                .joined(separator: " ")
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
