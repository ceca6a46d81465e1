import LoadGenerator
import Testing

@Suite("Cutting a JSON array")
struct JSONElementsTests {
    @Test(
        "each element keeps its bytes",
        arguments: [
            ("[]", []), (" [ ] ", []), ("[1, 2 ,3]", ["1", "2", "3"]),
            (#"[{"a":[1,2],"b":"],}\"["} , "x,\\"]"#, [#"{"a":[1,2],"b":"],}\"["}"#, #""x,\\""#]),
        ])
    func elements(text: String, expected: [String]) throws {
        #expect(try JSONElements.split(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } == expected)
    }

    @Test("what is no array is refused", arguments: ["", "{}", "[1", #"["a]"#, "1"])
    func refused(text: String) {
        #expect(throws: LoadError.self) { try JSONElements.split(Array(text.utf8)) }
    }
}
