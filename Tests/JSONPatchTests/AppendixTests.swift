import JSONPatch
import JSONSchema
import ManagementAPI
import Testing

/// One example of RFC 6902, appendix A; `result` is nil where the patch must fail.
struct Example: Sendable, CustomTestStringConvertible {
    let section: String
    let document: String
    let patch: String
    let result: String?
    var testDescription: String { section }

    static let all: [Example] = [
        .init(
            section: "A.1", document: #"{"foo":"bar"}"#, patch: #"[{"op":"add","path":"/baz","value":"qux"}]"#,
            result: #"{"baz":"qux","foo":"bar"}"#),
        .init(
            section: "A.2", document: #"{"foo":["bar","baz"]}"#,
            patch: #"[{"op":"add","path":"/foo/1","value":"qux"}]"#, result: #"{"foo":["bar","qux","baz"]}"#),
        .init(
            section: "A.3", document: #"{"baz":"qux","foo":"bar"}"#, patch: #"[{"op":"remove","path":"/baz"}]"#,
            result: #"{"foo":"bar"}"#),
        .init(
            section: "A.4", document: #"{"foo":["bar","qux","baz"]}"#, patch: #"[{"op":"remove","path":"/foo/1"}]"#,
            result: #"{"foo":["bar","baz"]}"#),
        .init(
            section: "A.5", document: #"{"baz":"qux","foo":"bar"}"#,
            patch: #"[{"op":"replace","path":"/baz","value":"boo"}]"#, result: #"{"baz":"boo","foo":"bar"}"#),
        .init(
            section: "A.6", document: #"{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}"#,
            patch: #"[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]"#,
            result: #"{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}"#),
        .init(
            section: "A.7", document: #"{"foo":["all","grass","cows","eat"]}"#,
            patch: #"[{"op":"move","from":"/foo/1","path":"/foo/3"}]"#, result: #"{"foo":["all","cows","eat","grass"]}"#
        ),
        .init(
            section: "A.8", document: #"{"baz":"qux","foo":["a",2,"c"]}"#,
            patch: #"[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]"#,
            result: #"{"baz":"qux","foo":["a",2,"c"]}"#),
        .init(
            section: "A.9", document: #"{"baz":"qux"}"#, patch: #"[{"op":"test","path":"/baz","value":"bar"}]"#,
            result: nil),
        .init(
            section: "A.10", document: #"{"foo":"bar"}"#,
            patch: #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
            result: #"{"foo":"bar","child":{"grandchild":{}}}"#),
        .init(
            section: "A.11", document: #"{"foo":"bar"}"#,
            patch: #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#, result: #"{"foo":"bar","baz":"qux"}"#),
        .init(
            section: "A.12", document: #"{"foo":"bar"}"#, patch: #"[{"op":"add","path":"/baz/bat","value":"qux"}]"#,
            result: nil),
        .init(
            section: "A.14", document: #"{"/":9,"~1":10}"#, patch: #"[{"op":"test","path":"/~01","value":10}]"#,
            result: #"{"/":9,"~1":10}"#),
        .init(
            section: "A.15", document: #"{"/":9,"~1":10}"#, patch: #"[{"op":"test","path":"/~01","value":"10"}]"#,
            result: nil),
        .init(
            section: "A.16", document: #"{"foo":["bar"]}"#,
            patch: #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#, result: #"{"foo":["bar",["abc","def"]]}"#),
    ]
}

func json(_ text: String) throws -> JSONValue { try JSONValue.parse(Array(text.utf8)) }

@Suite("RFC 6902, appendix A")
struct AppendixTests {
    @Test("does what the example says", arguments: Example.all)
    func example(_ example: Example) throws {
        let document = try json(example.document)
        let patch = try JSONPatch(document: try json(example.patch))
        if let result = example.result {
            #expect(try patch.applied(to: document) == (try json(result)))
        } else {
            #expect(throws: JSONPatchError.self) { try patch.applied(to: document) }
        }
    }

    @Test("A.13: refuses an operation that is named twice, in the reader already")
    func ambiguous() {
        #expect(throws: JSONSyntaxError.self) {
            try json(#"[{"op":"add","path":"/baz","value":"qux","op":"remove"}]"#)
        }
    }
}
