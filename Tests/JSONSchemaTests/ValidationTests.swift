import JSONSchema
import Testing

@Suite("A value that does not fit its schema")
struct ValidationTests {
    private static let schema = JSONSchema.object(
        [
            .init("name", .text), .init("count", .integer, isRequired: false),
            .init("ratio", .number, isRequired: false),
            .init("on", .boolean, isRequired: false), .init("colour", Colour.schema, isRequired: false),
            .init("list", .array(.object([.init("id", .text)], others: .unspecified)), isRequired: false),
            .init("map", .object([], others: .each(.integer)), isRequired: false),
            .init("free", .any, isRequired: false), .init("a/b~c", .text, isRequired: false),
            .init(
                "choice",
                .oneOf([
                    .object(
                        [.init("kind", .string(.init(values: ["x"]))), .init("x", .integer)], others: .unspecified),
                    .object([.init("kind", .string(.init(values: ["y"]))), .init("y", .text)], others: .unspecified),
                ]), isRequired: false),
        ], others: .unspecified)

    @Test(
        "has a violation at each place, with its JSON pointer",
        arguments: [
            (["name": 1], [("/name", "must be a string, but is a number")]),
            ([:], [("/name", "is required")]),
            (["name": .null], [("/name", "is required")]),
            (["name": "", "count": .number(1.5)], [("/count", "must be an integer, but is a number")]),
            (["name": "", "count": "1"], [("/count", "must be an integer, but is a string")]),
            (["name": "", "ratio": true], [("/ratio", "must be a number, but is a boolean")]),
            (["name": "", "on": 0], [("/on", "must be a boolean, but is a number")]),
            (["name": "", "colour": "red"], [("/colour", "\"red\" is not one of: RED, dark-green")]),
            (["name": "", "list": [:]], [("/list", "must be an array, but is an object")]),
            (
                ["name": "", "list": [["id": "a"], ["id": 2], [:], "x"]],
                [
                    ("/list/1/id", "must be a string, but is a number"), ("/list/2/id", "is required"),
                    ("/list/3", "must be an object, but is a string"),
                ]
            ),
            (["name": "", "map": ["a": 1, "b/c": "2"]], [("/map/b~1c", "must be an integer, but is a string")]),
            (["name": "", "a/b~c": []], [("/a~1b~0c", "must be a string, but is an array")]),
            (["name": "", "choice": ["kind": "y", "y": 3]], [("/choice/y", "must be a string, but is a number")]),
            (["name": "", "choice": ["kind": "x"]], [("/choice/x", "is required")]),
            ([1], [("", "must be an object, but is an array")]),
            (.null, [("", "must be an object, but is null")]),
        ] as [(JSONValue, [(String, String)])])
    func pointers(value: JSONValue, expected: [(String, String)]) {
        let violations = expected.map { SchemaViolation(pointer: $0.0, detail: $0.1) }
        #expect(Self.schema.violations(in: value, unknownMembers: .refused) == violations)
    }

    @Test(
        "is told from one that fits",
        arguments: [
            ["name": ""], ["name": "n", "count": 1, "ratio": 1, "on": false, "colour": "RED"],
            ["name": "n", "ratio": .number(0.5), "list": [], "map": [:], "free": .null],
            ["name": "n", "count": .null, "list": [["id": "a"]], "map": ["": 7], "free": [["x": [:]]]],
            ["name": "n", "choice": ["kind": "x", "x": 1]], ["name": "n", "choice": ["kind": "y", "y": ""]],
        ] as [JSONValue])
    func fits(value: JSONValue) {
        #expect(Self.schema.violations(in: value, unknownMembers: .refused) == [])
    }

    @Test("may have members that are not known, or may not, as the caller says")
    func unknownMembers() {
        let value: JSONValue = [
            "name": "", "nmae": 1, "list": [["id": "", "idd": 2]], "choice": ["kind": "y", "y": "", "z": 1],
        ]
        #expect(Self.schema.violations(in: value, unknownMembers: .ignored) == [])
        #expect(
            Self.schema.violations(in: value, unknownMembers: .refused).map(\.pointer)
                == ["/list/0/idd", "/choice/z", "/nmae"])
    }

    @Test("is refused as a member of an open object only where its kind is wrong")
    func openObject() {
        let open = JSONSchema.object([.init("id", .text)], others: .each(.any))
        #expect(open.violations(in: ["id": "", "more": [1]], unknownMembers: .refused) == [])
    }
}
