/// A statement and its values. It is built by string interpolation, and interpolation can only bind:
/// `"SELECT name FROM dms WHERE status = \(status)"` becomes `... WHERE status = $1` with one value.
/// No input can become part of the text, for the only text that may be spliced in is another `SQL`.
public struct SQL: Sendable, Hashable {
    /// The statement with its placeholders `$1`, `$2`, in order of appearance.
    public private(set) var text: String
    public private(set) var values: [SQLValue]

    public static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Joins fragments, for instance the conditions of a filter with `" AND "`.
    public static func joined(_ fragments: [SQL], by separator: SQL) -> SQL {
        var result: SQL = ""
        for (index, fragment) in fragments.enumerated() {
            if index > 0 { result.append(separator) }
            result.append(fragment)
        }
        return result
    }

    /// Appends a fragment; its placeholders are numbered on from ours.
    public mutating func append(_ other: SQL) {
        if other.values.isEmpty || values.isEmpty {
            text += other.text
        } else {
            text += other.renumbered(from: values.count)
        }
        values += other.values
    }

    /// The same statement with other values, for a text that is built once and used often.
    package func binding(_ values: [SQLValue]) -> SQL {
        precondition(values.count == self.values.count, "a value for each placeholder")
        var copy = self
        copy.values = values
        return copy
    }

    /// A dollar without digits, as in a JSON path, is no placeholder and stays.
    private func renumbered(from offset: Int) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count + values.count)
        var number: Int?
        var isBehindDollar = false
        func finishNumber() {
            if let number { result += String(number + offset).utf8 }
            number = nil
        }
        for byte in text.utf8 {
            if isBehindDollar, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                number = (number ?? 0) * 10 + Int(byte - UInt8(ascii: "0"))
                continue
            }
            finishNumber()
            isBehindDollar = byte == UInt8(ascii: "$")
            result.append(byte)
        }
        finishNumber()
        return String(decoding: result, as: UTF8.self)
    }
}

extension SQL: ExpressibleByStringInterpolation {
    public init(stringLiteral value: StaticString) {
        text = value.description
        values = []
    }

    public init(stringInterpolation: Interpolation) {
        text = stringInterpolation.sql.text
        values = stringInterpolation.sql.values
    }

    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var sql: SQL = ""

        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.text.reserveCapacity(literalCapacity + interpolationCount * 3)
            sql.values.reserveCapacity(interpolationCount)
        }

        public mutating func appendLiteral(_ literal: StaticString) {
            sql.text += literal.description
        }

        public mutating func appendInterpolation(_ value: some SQLBindable) {
            sql.values.append(value.sqlValue)
            sql.text += "$"
            sql.text += String(sql.values.count)
        }

        /// A value or NULL. Beside the generic one, so that the compiler does not take an optional for a slip.
        public mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            appendInterpolation(value.sqlValue)
        }

        public mutating func appendInterpolation(_ fragment: SQL) {
            sql.append(fragment)
        }
    }
}
