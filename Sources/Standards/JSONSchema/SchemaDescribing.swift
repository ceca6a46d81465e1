/// A type that writes itself in a way of its own and therefore says its schema itself.
public protocol SchemaDescribing: Decodable {
    static var schema: JSONSchema { get }
    /// Any value; it stands in while the type that contains this one is described.
    static var example: Self { get }
}

/// A closed set of wire strings.
public protocol WireEnumeration: RawRepresentable, CaseIterable, Codable, Sendable, Hashable, SchemaDescribing
where RawValue == String {}

extension WireEnumeration {
    public static var schema: JSONSchema { .string(.init(values: allCases.map(\.rawValue))) }
    public static var example: Self { allCases[allCases.startIndex] }
}

extension JSONValue: SchemaDescribing {
    public static var schema: JSONSchema { .any }
    public static var example: JSONValue { .null }
}

extension JSONSchema {
    /// Reads the schema off a type by letting it decode from a decoder that notes what is asked for.
    ///
    /// A type that contains itself has no end; it conforms to `SchemaDescribing`, as `JSONValue` does.
    /// - Throws: `DecodingError` for a type that does not decode from stand-ins, or in nested containers of its own.
    public static func describing<Value: Decodable>(_ type: Value.Type) throws -> JSONSchema {
        try describe(type).schema
    }

    static func describe<Value: Decodable>(_ type: Value.Type) throws -> (schema: JSONSchema, value: Value) {
        if let described = type as? any SchemaDescribing.Type, let example = described.example as? Value {
            return (described.schema, example)
        }
        if let dictionary = type as? any TextKeyedDictionary.Type, let empty = dictionary.empty as? Value {
            return (.object([], others: .each(try dictionary.describeElement())), empty)
        }
        // Integers ask their decoder for themselves: whoever asks them back never ends.
        if let integer = type as? any FixedWidthInteger.Type, let zero = integer.zero as? Value {
            return (.integer, zero)
        }
        let decoder = DescribingDecoder()
        let value = try Value(from: decoder)
        return (decoder.notes.schema, value)
    }
}

private protocol TextKeyedDictionary {
    static var empty: Self { get }
    static func describeElement() throws -> JSONSchema
}

extension Dictionary: TextKeyedDictionary where Key == String, Value: Decodable {
    static var empty: Self { [:] }
    static func describeElement() throws -> JSONSchema { try JSONSchema.describing(Value.self) }
}
