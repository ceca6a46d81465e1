import JSONPatch
import JSONSchema
import Testing

@Suite("A JSON patch")
struct JSONPatchTests {
    private func failure(_ patch: String, on document: String, limits: JSONPatch.Limits = .init()) -> JSONPatchError? {
        do {
            _ = try JSONPatch(document: try json(patch), limits: limits).applied(to: try json(document))
            return nil
        } catch {
            return error as? JSONPatchError
        }
    }

    @Test(
        "names the operation and the member that are wrong",
        arguments: [
            (#"{}"#, JSONPatchError.Kind.malformed, nil, ""),
            (#"[1]"#, .malformed, 0, "/0"),
            (#"[{"path":"/a"}]"#, .malformed, 0, "/0/op"),
            (#"[{"op":"test","path":"/a","value":1},{"op":"drop","path":"/a"}]"#, .malformed, 1, "/1/op"),
            (#"[{"op":"remove"}]"#, .malformed, 0, "/0/path"),
            (#"[{"op":"remove","path":"a"}]"#, .malformed, 0, "/0/path"),
            (#"[{"op":"remove","path":"/~2"}]"#, .malformed, 0, "/0/path"),
            (#"[{"op":"remove","path":"/~"}]"#, .malformed, 0, "/0/path"),
            (#"[{"op":"add","path":"/b"}]"#, .malformed, 0, "/0/value"),
            (#"[{"op":"copy","path":"/b"}]"#, .malformed, 0, "/0/from"),
            (#"[{"op":"move","from":"/o","path":"/o/x"}]"#, .malformed, 0, "/0"),
            (#"[{"op":"remove","path":"/zz"}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"remove","path":""}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"replace","path":"/zz","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"replace","path":"/l/-","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"add","path":"/l/3","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"add","path":"/l/01","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"add","path":"/l/99999999999999999999","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"add","path":"/a/b","value":1}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"move","from":"/zz","path":"/zz"}]"#, .missingTarget, 0, "/0"),
            (#"[{"op":"test","path":"/a","value":2}]"#, .testFailed, 0, "/0"),
            (#"[{"op":"test","path":"/a","value":true}]"#, .testFailed, 0, "/0"),
        ])
    func faults(_ patch: String, _ kind: JSONPatchError.Kind, _ index: Int?, _ pointer: String) throws {
        let error = try #require(failure(patch, on: #"{"a":1,"l":[1,2],"o":{"p":{}}}"#))
        #expect(error.kind == kind)
        #expect(error.index == index)
        #expect(error.pointer == pointer)
    }

    @Test("changes nothing where a later operation fails")
    func atomic() throws {
        let document = try json(#"{"a":{"b":[1,2]}}"#)
        let patch = try JSONPatch(
            document: try json(#"[{"op":"remove","path":"/a/b/0"},{"op":"test","path":"/a","value":null}]"#))
        #expect(throws: JSONPatchError.self) { try patch.applied(to: document) }
        #expect(document == (try json(#"{"a":{"b":[1,2]}}"#)))
    }

    @Test("holds numbers of the same value for equal, and a null for a value")
    func values() throws {
        let document = try json(#"{"a":1,"b":1.0,"n":null}"#)
        let patch = try JSONPatch(
            document: try json(
                """
                [{"op":"test","path":"/a","value":1.0},{"op":"test","path":"/b","value":1},
                 {"op":"test","path":"/n","value":null},{"op":"add","path":"/a","value":null},
                 {"op":"move","from":"/b","path":"/b"},{"op":"test","path":"","value":{"n":null,"b":1,"a":null}}]
                """))
        #expect(try patch.applied(to: document) == (try json(#"{"a":null,"b":1.0,"n":null}"#)))
    }

    @Test("replaces the whole document")
    func whole() throws {
        let patch = try JSONPatch(document: try json(#"[{"op":"replace","path":"","value":[1]}]"#))
        #expect(try patch.applied(to: ["a": 1]) == [1])
    }

    @Test("stops copies that double the document each time long before memory runs out")
    func doubling() throws {
        let copies = (0..<60).map { #"{"op":"copy","from":"","path":"/\#($0)"}"# }.joined(separator: ",")
        let deep = try #require(failure("[\(copies)]", on: #"{"a":1}"#))
        #expect(deep.kind == .tooLarge)
        let wide = (0..<60).map {
            #"{"op":"copy","from":"/l","path":"/l\#($0)"},{"op":"copy","from":"","path":"/l/-"}"#
        }
        let sized = try #require(
            failure(
                "[\(wide.joined(separator: ","))]", on: #"{"l":["\#(String(repeating: "x", count: 1000))"]}"#,
                limits: .init(depthMax: 1000)))
        #expect(sized.kind == .tooLarge)
    }

    @Test("measures what is left, so that what was removed does not count")
    func removedDoesNotCount() throws {
        let text = String(repeating: "x", count: 60)
        let turns = (0..<50).map { _ in
            #"{"op":"add","path":"/a","value":"\#(text)"},{"op":"remove","path":"/a"}"#
        }
        #expect(failure("[\(turns.joined(separator: ","))]", on: "{}", limits: .init(sizeMax: 100)) == nil)
        #expect(
            failure(
                #"[{"op":"add","path":"/a","value":"\#(text)"},{"op":"copy","from":"/a","path":"/b"}]"#, on: "{}",
                limits: .init(sizeMax: 100))?.index == 1)
    }

    @Test("takes so many operations and no more")
    func operations() throws {
        let one = #"{"op":"test","path":"","value":{}}"#
        #expect(failure("[\(one),\(one)]", on: "{}", limits: .init(operationsMax: 2)) == nil)
        #expect(failure("[\(one),\(one),\(one)]", on: "{}", limits: .init(operationsMax: 2))?.kind == .tooLarge)
    }

    @Test("goes no deeper than it may, also by a move")
    func depth() throws {
        let limits = JSONPatch.Limits(depthMax: 3)
        let document = #"{"a":{"b":{}},"c":{"d":{}}}"#
        #expect(failure(#"[{"op":"move","from":"/c","path":"/a/c"}]"#, on: document, limits: limits)?.kind == .tooLarge)
        #expect(failure(#"[{"op":"move","from":"/c/d","path":"/a/c"}]"#, on: document, limits: limits) == nil)
    }

    @Test("a pointer is written as it was read", arguments: ["", "/", "/a/b", "/~0~1", "/ä b/0", "//"])
    func pointers(_ text: String) throws {
        #expect(try JSONPointer(text).description == text)
    }
}
