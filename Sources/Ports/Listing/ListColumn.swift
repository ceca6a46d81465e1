public import Storage
import Events

/// A column of a list that may be filtered and sorted by.
public struct ListColumn: Sendable {
    /// What the column holds, and so how a filter's value is read.
    public enum Kind: Sendable, CaseIterable {
        case text
        case integer
        /// Integer milliseconds; a value is RFC 3339 or a number of milliseconds.
        case time
        /// Bytes; a value is hexadecimal, with or without `-` between the bytes.
        case serial
        /// Integer 0 or 1; a value is `true` or `false`.
        case bool
    }

    /// On the wire.
    public let name: String
    /// The column in SQL; never null.
    public let expression: SQL
    public let kind: Kind
    private let several: Several?
    /// All values of an item, where `eq` asks for one of them.
    private(set) var members: SQL?

    /// That an item may have several values, each with a row of its own in the table of the list: of two filters only one can
    /// be about such a row, and the others are about the item.
    public struct Several: Sendable {
        let text: SQL
        let members: SQL

        /// - Parameters:
        ///   - text: an expression for all values of the item; never null.
        ///   - members: a statement that selects them, one in each row.
        public init(text: SQL, members: SQL) {
            self.text = text
            self.members = members
        }
    }

    public init(_ name: String, _ expression: SQL, _ kind: Kind = .text, several: Several? = nil) {
        self.name = name
        self.expression = expression
        self.kind = kind
        self.several = several
        members = nil
    }

    /// The column for a filter that is not the one by which the rows were found.
    var ofItem: ListColumn {
        guard let several else { return self }
        var column = ListColumn(name, several.text, kind)
        column.members = several.members
        return column
    }

    /// The column in a form that no index is searched by.
    ///
    /// The engine has no idea how much a condition narrows, and would leave the wanted order, and sort, for the sake of any
    /// index that it finds.
    var besideIndices: ListColumn {
        let item = ofItem
        var column = ListColumn(name, "COALESCE(\(item.expression), \(item.expression))", kind)
        column.members = item.members
        return column
    }
}

extension ListColumn.Kind {
    var operands: [ListFilter.Operand] {
        switch self {
        case .text: [.equal, .notEqual, .contains, .among, .less, .greater]
        case .integer: [.equal, .notEqual, .among, .less, .greater]
        case .time: [.equal, .notEqual, .among, .before, .after, .less, .greater]
        case .serial: [.equal, .notEqual, .among]
        case .bool: [.equal, .notEqual]
        }
    }

    private var expectation: String {
        switch self {
        case .text: "any text"
        case .integer: "must be a whole number"
        case .time: "must be a time such as 2026-01-31T12:00:00Z, or milliseconds since 1970"
        case .serial: "must be hexadecimal, such as 0a-b1"
        case .bool: "must be true or false"
        }
    }

    func value(_ text: String, of field: String) throws(ListError) -> SQLValue {
        guard let value = read(text) else {
            throw ListError.invalidValue(text, field: field, expected: expectation)
        }
        return value
    }

    private func read(_ text: String) -> SQLValue? {
        switch self {
        case .text: .text(text)
        case .integer: Int64(text).map { .integer($0) }
        case .time: (Timestamp(rfc3339: text)?.milliseconds ?? Int64(text)).map { .integer($0) }
        case .serial: HexText.bytes(text).map { .bytes($0) }
        case .bool: ["true": .integer(1), "false": .integer(0)][text]
        }
    }

    /// Whether a stored value is of this kind, as a bookmark must be.
    func holds(_ value: SQLValue) -> Bool {
        switch (self, value) {
        case (.text, .text), (.serial, .bytes), (.integer, .integer), (.time, .integer), (.bool, .integer): true
        default: false
        }
    }
}
