import Foundation
import JSONSchema
import TestSupport
import Testing

@Suite("A schema as a document")
struct DocumentTests {
    private static let schemas: [(String, JSONSchema)] = [
        ("any", .any), ("boolean", .boolean), ("integer", .integer), ("number", .number), ("text", .text),
        ("time", .string(.init(format: "date-time"))), ("pattern", .string(.init(pattern: "^[a-z]+$"))),
        ("enumeration", Colour.schema), ("array", .array(.array(.integer))), ("map", .object([], others: .each(.text))),
        ("empty", .object([], others: .unspecified)),
        ("object", .object([.init("a", .text), .init("b", .any, isRequired: false)], others: .each(.boolean))),
        ("choice", .oneOf([.integer, .object([.init("a", .boolean)], others: .unspecified)])),
    ]

    private static let documents: [(JSONSchema, JSONValue)] = [
        (.any, [:]), (.boolean, ["type": "boolean"]),
        (.array(.integer), ["type": "array", "items": ["type": "integer"]]),
        (.string(.init(format: "date-time")), ["type": "string", "format": "date-time"]),
        (.string(.init(pattern: "^a$")), ["type": "string", "pattern": "^a$"]),
        (Colour.schema, ["type": "string", "enum": ["RED", "dark-green"]]),
        (.object([], others: .unspecified), ["type": "object"]),
        (
            .object([.init("a", .number), .init("b", .text, isRequired: false)], others: .each(.any)),
            [
                "type": "object", "required": ["a"], "additionalProperties": [:],
                "properties": ["a": ["type": "number"], "b": ["type": "string"]],
            ]
        ),
        (.oneOf([.integer, .text]), ["oneOf": [["type": "integer"], ["type": "string"]]]),
    ]

    @Test("says what the schema says", arguments: documents)
    func document(schema: JSONSchema, expected: JSONValue) {
        #expect(schema.document == expected)
    }

    @Test("is JSON Schema, draft 2020-12, in the eyes of check-jsonschema")
    func metaschema() async throws {
        try await withTemporaryDirectory { directory in
            for (name, schema) in Self.schemas {
                var document: [String: JSONValue] = ["$schema": "https://json-schema.org/draft/2020-12/schema"]
                if case .object(let members) = schema.document { document.merge(members) { $1 } }
                try directory.write("\(name).json", try JSONEncoder().encode(JSONValue.object(document)))
            }
            let files = Self.schemas.map { directory.path("\($0.0).json") }
            let output = try await Self.judge(["--check-metaschema"] + files)
            #expect(output.status == 0, "\(output.text)\(output.stderr)")
            try directory.write("wrong.json", #"{"type":"objekt"}"#)
            #expect(try await Self.judge(["--check-metaschema", directory.path("wrong.json")]).status == 1)
        }
    }

    private static func judge(_ arguments: [String]) async throws -> Command.Output {
        try await Command.run(try PythonEnvironment.judges.program("check-jsonschema"), arguments)
    }
}
