import CloudEvents
import Foundation
import Testing
import TestSupport

@Suite("The JSON scanner")
struct JSONStrictnessTests {
    @Test(
        "JSON is accepted",
        arguments: [
            "0", "-0", "1", "-10", "1.5", "0.0e0", "1E+9", "2e-7", "true", "false", "null", "\"\"", "{}", "[]",
            " [ 1 , 2 ] ",
            #"{"a":{"b":[{"c":null}]}}"#, #""\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00""#, "\"é漢😀\u{10FFFD}\u{7F}\"",
            "\t\r\n1\n",
            #"{"":1," ":2}"#, #"{"é":1,"e\u0301":2}"#, #""\uD7FF\uE000\uffff""#,
        ]
    )
    func accepted(text: String) throws {
        let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try CloudEvent.Payload.checkedJSON(bytes(text)) == .json(bytes(trimmed)))
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", " ", "x", "tru", "truex", "True", "nul", "+1", "01", "-", "-x", "1.", ".5", "1e", "1e+", "1.e1", "0x1",
            "NaN",
            "Infinity", "1 2", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "}", "{,}", "{\"a\"", "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "{1:1}", "{'a':1}", "'a'", "\"", "\"a", "\"\\\"",
            "\"\\x\"",
            "\"\\u12\"", "\"\\u123g\"", "\"\\u 123\"", "\"\\u+123\"", "\"\n\"", "\"\u{0}\"", "\"\t\"", "\"\\ud800\"",
            "\"\\udc00\"", "\"\\ud800x\"", "\"\\ud800\\n\"", "\"\\ud800\\ud800\"", "\"\\udc00\\ud800\"", "\"\\",
            "\"\\u",
            "\u{FEFF}1", "\u{A0}1", "1\u{0}", "/**/1", "[1]]", "{\"a\":1}}", "\"\\uD83D\\uDE0",
        ]
    )
    func refused(text: String) {
        #expect(code(try CloudEvent.Payload.checkedJSON(bytes(text))) == .malformedJSON)
    }

    @Test("bytes that are not UTF-8 are refused, and those that are accepted, as the Unicode standard has it")
    func utf8() {
        // Against the standard library's own decoder, over all pairs and over random longer sequences.
        func check(_ content: [UInt8]) {
            let accepted = (try? CloudEvent.Payload.checkedJSON([0x22] + content + [0x22])) != nil
            if accepted != (String(validating: content, as: UTF8.self) != nil) {
                Issue.record("\(content) is \(accepted ? "" : "not ")accepted")
            }
        }
        for first in UInt8(0x80)...0xFF {
            for second in UInt8(0x80)...0xFF { check([first, second]) }
        }
        var random = SeededGenerator(seed: 8)
        let edges: [UInt8] = [0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0]
        for first in UInt8(0xE0)...0xF8 {
            for _ in 0..<400 { check([first] + (0..<random.number(0...4)).map { _ in random.one(of: edges) }) }
        }
    }

    @Test("nesting ends at 128 levels, of arrays, of objects and of both")
    func depth() throws {
        for (open, close) in [("[", "]"), (#"{"a":"#, "}"), (#"[{"a":"#, "}]")] {
            let levels = 128 / (open.count > 5 ? 2 : 1)
            func nested(_ count: Int) -> [UInt8] {
                bytes(String(repeating: open, count: count) + "1" + String(repeating: close, count: count))
            }
            #expect(try CloudEvent.Payload.checkedJSON(nested(levels)) == .json(nested(levels)))
            #expect(code(try CloudEvent.Payload.checkedJSON(nested(levels + 1))) == .nestingTooDeep)
            #expect(code(try CloudEvent.Payload.checkedJSON(nested(100_000))) == .nestingTooDeep)
        }
        let wide = bytes("[" + String(repeating: "[],", count: 1000) + "[]]")
        #expect(try CloudEvent.Payload.checkedJSON(wide) == .json(wide))
    }

    @Test("a name twice is found among few and among many, and only in one object")
    func duplicates() throws {
        for count in [2, 12, 13, 14, 500] {
            let members = (0..<count).map { #""n\#($0)":{"n0":\#($0)}"# }
            let apart = bytes("{" + members.joined(separator: ",") + "}")
            #expect(try CloudEvent.Payload.checkedJSON(apart) == .json(apart))
            for index in [0, count / 2, count - 1] {
                let twice = bytes("{" + (members + [#""\u006e\#(index)":0"#]).joined(separator: ",") + "}")
                #expect(code(try CloudEvent.Payload.checkedJSON(twice)) == .duplicateMember)
            }
        }
    }

    @Test("of random and damaged JSON, what is accepted is what Foundation accepts")
    func againstFoundation() {
        var random = RandomEvents(seed: 8259)
        var accepted = 0
        for _ in 0..<3000 {
            var text = Array(random.json(depth: 4).utf8)
            for _ in 0..<random.random.number(0...2) { random.damage(&text) }
            guard (try? CloudEvent.Payload.checkedJSON(text)) != nil else { continue }
            accepted += 1
            // Foundation refuses what does not fit its numbers; the grammar has no largest number.
            if String(decoding: text, as: UTF8.self).contains(/[eE][+-]?\d{3,}/) { continue }
            let parsed = try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)
            if parsed == nil { Issue.record("\(String(decoding: text, as: UTF8.self)) is accepted") }
        }
        #expect((1000..<2900).contains(accepted))
    }
}

extension RandomEvents {
    /// Changes, removes, repeats or inserts a byte.
    mutating func damage(_ text: inout [UInt8]) {
        let index = random.number(0...max(0, text.count - 1))
        let byte = random.chance(50) ? UInt8(random.number(0...255)) : random.one(of: bytes(#"{}[]":,\u0e-.%= "#))
        switch random.number(0...4) {
        case 0 where !text.isEmpty: text[index] = byte
        case 1 where !text.isEmpty: text.remove(at: index)
        case 2 where !text.isEmpty: text[index] ^= 1 << UInt8(random.number(0...7))
        case 3: text.removeLast(random.number(0...min(5, text.count)))
        default: text.insert(byte, at: index)
        }
    }
}
