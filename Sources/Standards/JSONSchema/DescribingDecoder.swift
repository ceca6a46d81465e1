/// What a type asked its decoder for.
final class DecodingNotes {
    private var members: [JSONSchema.Member] = []
    private var whole: JSONSchema?

    var schema: JSONSchema { whole ?? .object(members, others: .unspecified) }

    func note(_ name: String, _ schema: JSONSchema, isRequired: Bool) {
        // Asked for twice, it is still one member.
        let earlier = members.first { $0.name == name }
        members.removeAll { $0.name == name }
        let isRequired = isRequired || earlier?.isRequired == true
        members.append(JSONSchema.Member(name, schema, isRequired: isRequired))
    }

    func note(whole schema: JSONSchema) {
        whole = schema
    }
}

/// A decoder that holds no data: it answers every question with a stand-in and notes the question.
struct DescribingDecoder: Decoder {
    let notes = DecodingNotes()
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(DescribingKeyed<Key>(notes: notes))
    }

    func unkeyedContainer() -> any UnkeyedDecodingContainer { DescribingUnkeyed(notes: notes) }

    func singleValueContainer() -> any SingleValueDecodingContainer { DescribingSingle(notes: notes) }
}

private func unsupported(_ what: String) -> DecodingError {
    DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "\(what) cannot be described; conform the type to SchemaDescribing"))
}

private struct DescribingKeyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let notes: DecodingNotes
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { [] }

    func contains(_ key: Key) -> Bool { true }
    func decodeNil(forKey key: Key) throws -> Bool { true }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        let (schema, value) = try JSONSchema.describe(type)
        notes.note(key.stringValue, schema, isRequired: true)
        return value
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        notes.note(key.stringValue, try JSONSchema.describe(type).schema, isRequired: false)
        return nil
    }

    func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try optional(type, key) }
    func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try optional(type, key) }
    func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try optional(type, key) }
    func decodeIfPresent(_ type: Int64.Type, forKey key: Key) throws -> Int64? { try optional(type, key) }
    func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? { try optional(type, key) }
    func decodeIfPresent(_ type: Float.Type, forKey key: Key) throws -> Float? { try optional(type, key) }
    func decodeIfPresent(_ type: Int8.Type, forKey key: Key) throws -> Int8? { try optional(type, key) }
    func decodeIfPresent(_ type: Int16.Type, forKey key: Key) throws -> Int16? { try optional(type, key) }
    func decodeIfPresent(_ type: Int32.Type, forKey key: Key) throws -> Int32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt.Type, forKey key: Key) throws -> UInt? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt8.Type, forKey key: Key) throws -> UInt8? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt16.Type, forKey key: Key) throws -> UInt16? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt32.Type, forKey key: Key) throws -> UInt32? { try optional(type, key) }
    func decodeIfPresent(_ type: UInt64.Type, forKey key: Key) throws -> UInt64? { try optional(type, key) }

    private func optional<Value: Decodable>(_ type: Value.Type, _ key: Key) throws -> Value? {
        notes.note(key.stringValue, try JSONSchema.describe(type).schema, isRequired: false)
        return nil
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw unsupported("a nested container") }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        throw unsupported("a nested container")
    }
    func superDecoder() throws -> any Decoder { throw unsupported("inheritance") }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw unsupported("inheritance") }
}

private struct DescribingUnkeyed: UnkeyedDecodingContainer {
    let notes: DecodingNotes
    var codingPath: [any CodingKey] { [] }
    var count: Int? { 1 }
    // One element is enough to know them all.
    var isAtEnd: Bool { currentIndex > 0 }
    private(set) var currentIndex = 0

    init(notes: DecodingNotes) { self.notes = notes }

    mutating func decodeNil() throws -> Bool { false }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try JSONSchema.describe(type)
        notes.note(whole: .array(schema))
        currentIndex += 1
        return value
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { throw unsupported("a nested container") }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        throw unsupported("a nested container")
    }
    mutating func superDecoder() throws -> any Decoder { throw unsupported("inheritance") }
}

private struct DescribingSingle: SingleValueDecodingContainer {
    let notes: DecodingNotes
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { false }

    func decode(_ type: Bool.Type) throws -> Bool { note(.boolean, false) }
    func decode(_ type: String.Type) throws -> String { note(.text, "") }
    func decode(_ type: Double.Type) throws -> Double { note(.number, 0) }
    func decode(_ type: Float.Type) throws -> Float { note(.number, 0) }
    func decode(_ type: Int.Type) throws -> Int { note(.integer, 0) }
    func decode(_ type: Int64.Type) throws -> Int64 { note(.integer, 0) }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let (schema, value) = try JSONSchema.describe(type)
        return note(schema, value)
    }

    private func note<Value>(_ schema: JSONSchema, _ value: Value) -> Value {
        notes.note(whole: schema)
        return value
    }
}
