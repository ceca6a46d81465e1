import JSONSchema
import Testing

@Suite("A schema read off a type")
struct DescribingTests {
    @Test("has the members of the type under their wire names, nested to any depth")
    func nested() throws {
        struct Inner: Decodable { let value: Int }
        struct Middle: Decodable {
            let inner: Inner
            let others: [Inner]
        }
        struct Outer: Decodable {
            let middleName: Middle
            private enum CodingKeys: String, CodingKey { case middleName = "middle_name" }
        }
        let inner = JSONSchema.object([.init("value", .integer)], others: .unspecified)
        let middle = JSONSchema.object([.init("inner", inner), .init("others", .array(inner))], others: .unspecified)
        #expect(
            try JSONSchema.describing(Outer.self)
                == JSONSchema.object([.init("middle_name", middle)], others: .unspecified))
    }

    @Test("takes every scalar of the standard library for what JSON makes of it")
    func scalars() throws {
        struct Scalars: Decodable {
            let bool: Bool, string: String, double: Double, float: Float, int: Int, int8: Int8, int16: Int16
            let int32: Int32, int64: Int64, uint: UInt, uint8: UInt8, uint16: UInt16, uint32: UInt32, uint64: UInt64
        }
        let integers = ["int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"]
        var members: [JSONSchema.Member] = [.init("bool", .boolean), .init("string", .text)]
        members += [.init("double", .number), .init("float", .number)]
        members += integers.map { JSONSchema.Member($0, .integer) }
        #expect(try JSONSchema.describing(Scalars.self) == JSONSchema.object(members, others: .unspecified))
    }

    @Test("does not require what is optional, and describes it all the same")
    func optionals() throws {
        struct Optionals: Decodable {
            let bool: Bool?, string: String?, double: Double?, float: Float?, int: Int?, int8: Int8?, int16: Int16?
            let int32: Int32?, int64: Int64?, uint: UInt?, uint8: UInt8?, uint16: UInt16?, uint32: UInt32?
            let uint64: UInt64?, list: [String]?, colour: Colour?, map: [String: Bool]?
        }
        guard case .object(let members, .unspecified) = try JSONSchema.describing(Optionals.self) else {
            return #expect(Bool(false), "not an object")
        }
        #expect(members.count == 17)
        #expect(members.allSatisfy { !$0.isRequired })
        #expect(
            members.map(\.schema).suffix(3) == [.array(.text), Colour.schema, .object([], others: .each(.boolean))])
        #expect(members.first { $0.name == "uint16" }?.schema == .integer)
    }

    @Test("names the strings of an enumeration in their order, and only them")
    func enumerations() throws {
        struct Painted: Decodable { let colour: Colour }
        let schema = JSONSchema.string(.init(values: ["RED", "dark-green"]))
        #expect(
            try JSONSchema.describing(Painted.self)
                == JSONSchema.object([.init("colour", schema)], others: .unspecified))
    }

    @Test("of a dictionary says what every member holds")
    func dictionaries() throws {
        let each = JSONSchema.object([], others: .each(.array(.integer)))
        #expect(try JSONSchema.describing([String: [Int]].self) == each)
        #expect(try JSONSchema.describing([String: [String: [Int]]].self) == JSONSchema.object([], others: .each(each)))
        #expect(try JSONSchema.describing([String: JSONValue].self) == JSONSchema.object([], others: .each(.any)))
    }

    @Test("of an array in an array describes the element once")
    func arrays() throws {
        #expect(try JSONSchema.describing([[Colour]].self) == JSONSchema.array(.array(Colour.schema)))
    }

    @Test("is what the type says itself where it writes itself in its own way")
    func own() throws {
        struct Level: SchemaDescribing {
            static let schema = JSONSchema.string(.init(pattern: "^[0-9]+%$"))
            static let example = Level()
        }
        struct Tank: Decodable { let level: Level? }
        #expect(
            try JSONSchema.describing(Tank.self)
                == JSONSchema.object([.init("level", Level.schema, isRequired: false)], others: .unspecified))
    }

    @Test("of a type that decodes two others from one object has the members of both, each once")
    func flattened() throws {
        struct Base: Decodable {
            let id: String
            let note: String?
        }
        struct Extended: Decodable {
            let base: Base
            let note: String
            enum CodingKeys: CodingKey { case note }
            init(from decoder: any Decoder) throws {
                base = try Base(from: decoder)
                note = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .note)
            }
        }
        let schema = JSONSchema.object([.init("id", .text), .init("note", .text)], others: .unspecified)
        #expect(try JSONSchema.describing(Extended.self) == schema)
    }

    @Test("is refused, with advice, for a type that takes containers apart itself")
    func unsupported() throws {
        struct Pair: Decodable {
            init(from decoder: any Decoder) throws {
                var list = try decoder.unkeyedContainer()
                _ = try list.nestedUnkeyedContainer()
            }
        }
        let error = try #require(throws: DecodingError.self) { try JSONSchema.describing(Pair.self) }
        guard case .dataCorrupted(let context) = error else { return #expect(Bool(false), "\(error)") }
        #expect(context.debugDescription.contains("SchemaDescribing"))
    }
}

enum Colour: String, WireEnumeration {
    case red = "RED"
    case darkGreen = "dark-green"
}
