import Foundation
import JSONSchema
import Testing

@Suite("A JSON value of unknown shape")
struct JSONValueTests {
    @Test(
        "comes back as it was, numbers and truth values told apart",
        arguments: [
            "null", "true", "false", "0", "1", "-9223372036854775808", "9223372036854775807", "0.5", "\"\"", "\"true\"",
            "\"a\\\"b\\\\c\\n\"", "[]", "{}", "[1,[true,null],{\"a\":{\"b\":\"\"}}]", "{\"\":0,\"ü\":[]}",
        ])
    func roundTrip(text: String) throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == text)
    }

    @Test("keeps a whole number whole and a fraction a fraction")
    func numbers() throws {
        let value = try JSONDecoder().decode(JSONValue.self, from: Data("[1,1.5,true,9007199254740993]".utf8))
        #expect(value == [1, .number(1.5), true, 9_007_199_254_740_993])
    }
}
