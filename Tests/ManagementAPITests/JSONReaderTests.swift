import Events
import Foundation
import JSONSchema
import Testing
@testable import ManagementAPI
import TestSupport

@Suite struct JSONReaderTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

    @Test("values of every kind are read")
    func values() throws {
        let text = #" {"a": [1, -2.5e1, true, false, null, "x\n\u00e9\ud83d\ude00\/"], "": {}} "#
        let expected: JSONValue = [
            "a": .array([1, .number(-25), true, false, .null, "x\né😀/"]), "": [:],
        ]
        #expect(try parse(text) == expected)
        #expect(try parse("9223372036854775807") == .integer(.max))
        #expect(try parse("9223372036854775808") == .number(9_223_372_036_854_775_808))
    }

    @Test(
        "what is not JSON is refused with its place",
        arguments: [
            ("", 1, 1), ("{", 1, 2), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4), ("\n\n  x", 3, 3),
            ("01", 1, 2), ("1.", 1, 3), ("-", 1, 2), ("1e", 1, 3), ("+1", 1, 1), ("1e999", 1, 1), ("tru", 1, 1),
            ("\"a", 1, 3), ("\"\u{01}\"", 1, 2), (#""\x""#, 1, 3), (#""\ud83d""#, 1, 3), (#""\udc00x""#, 1, 3),
            (#""\ud83d\u0041""#, 1, 3), (#""\u12g4""#, 1, 6), ("{\"a\":1,\"a\":2}", 1, 8), ("{a:1}", 1, 2),
            ("[] []", 1, 4), ("NaN", 1, 1), ("{\"a\" 1}", 1, 6), ("'a'", 1, 1), ("\u{FEFF}{}", 1, 1),
        ])
    func refused(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try parse(text) }
        #expect(error.map { [$0.line, $0.column] } == [line, column], "\(String(describing: error))")
    }

    @Test("bytes that are not UTF-8 are refused, in a string and outside")
    func notUTF8() {
        for bytes: [UInt8] in [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0xFF]] {
            #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(bytes) }
        }
    }

    @Test("depth and size are bounded")
    func bounds() throws {
        let limits = JSONLimits(sizeMax: 100, depthMax: 3)
        #expect(try JSONValue.parse(Array("[[[1]]]".utf8), limits: limits) == .array([.array([.array([1])])]))
        #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(Array("[[[[1]]]]".utf8), limits: limits) }
        #expect(throws: JSONSyntaxError.self) {
            try JSONValue.parse(Array(repeating: UInt8(ascii: " "), count: 101), limits: limits)
        }
        let deep = Array(String(repeating: "{\"a\":", count: 100_000).utf8)
        #expect(throws: JSONSyntaxError.self) { try JSONValue.parse(deep) }
    }

    @Test("texts that are cut or changed at any byte are read as Foundation reads them, or refused; none traps")
    func mutated() throws {
        let text = Array(#"{"a":[1.5e3,"\u00e9x",{"b":null}],"c":true,"d":-0}"#.utf8)
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<3000 {
            var bytes = text
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: bytes.removeSubrange(index...)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            default: bytes.insert(UInt8.random(in: 32...126, using: &generator), at: index)
            }
            guard let ours = try? JSONValue.parse(bytes) else { continue }
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            let back = try JSONSerialization.jsonObject(
                with: Data(try WireJSON.encode(ours)), options: .fragmentsAllowed)
            let isEqual = (theirs as? NSDictionary)?.isEqual(back as? NSDictionary) ?? false
            #expect(isEqual, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
