package import Storage
package import Events
import JSONSchema

extension Row {
    /// A column that holds one of a closed set of wire strings.
    package func wire<Value: RawRepresentable<String>>(_ column: Int) throws -> Value {
        let text = try text(column)
        guard let value = Value(rawValue: text) else {
            throw StorageError.unexpectedColumn("column \(column) holds \"\(text)\", which is no \(Value.self)")
        }
        return value
    }

    /// A column that holds JSON.
    package func json<Value: Decodable>(_ column: Int) throws -> Value {
        try WireJSON.decode(Value.self, from: Array(try text(column).utf8))
    }

    package func timeOrNull(_ column: Int) throws -> Timestamp? {
        try integerOrNull(column).map(Timestamp.init(milliseconds:))
    }

    /// A column that holds a JSON object, which is empty most of the time.
    func object(_ column: Int) throws -> [String: JSONValue] {
        try text(column) == "{}" ? [:] : try json(column)
    }
}

extension Revocation {
    init?(row: Row, time timeColumn: Int, reason reasonColumn: Int) throws {
        guard let time = try row.integerOrNull(timeColumn) else { return nil }
        self.init(time: Timestamp(milliseconds: time), reason: try row.wire(reasonColumn))
    }
}
