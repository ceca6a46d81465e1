import Foundation
import JSONPatch
import JSONSchema
import TestSupport
import Testing

/// Random documents and patches, the same ones each time.
private struct Cases {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    private static let names = ["a", "b", "~", "/", "0", "-", "", "~1", "ä"]

    mutating func value(depth: Int) -> JSONValue {
        switch next(depth > 0 ? 8 : 5) {
        case 0: .null
        case 1: .bool(next(2) == 0)
        // The judge holds true for 1, so no number here is 0 or 1.
        case 2: .integer(Int64(next(3) + 2))
        case 3: .number(Double(next(3)) + 2.5)
        case 4: .string(["", "x", "~1"][next(3)])
        case 5: .array((0..<next(4)).map { _ in value(depth: depth - 1) })
        default: object(depth: depth - 1)
        }
    }

    mutating func object(depth: Int) -> JSONValue {
        var members: [String: JSONValue] = [:]
        for _ in 0..<next(5) { members[Self.names[next(Self.names.count)]] = value(depth: depth) }
        return .object(members)
    }

    /// A place in the document, or one that is a step beside.
    mutating func pointer(into document: JSONValue, isSource: Bool) -> String {
        var tokens: [String] = []
        var value = document
        while next(5) > 0 {
            switch value {
            case .object(let members):
                let known = members.keys.sorted()
                let token =
                    known.isEmpty || next(6) == 0 ? Self.names[next(Self.names.count)] : known[next(known.count)]
                tokens.append(token)
                value = members[token] ?? .null
            case .array(let elements):
                let index = next(elements.count + 2)
                // Where a value is taken from, the judge has a reading of its own for the place behind the end.
                tokens.append(!isSource && next(5) == 0 ? "-" : ["\(index)", "0\(index)"][next(12) == 0 ? 1 : 0])
                value = elements.indices.contains(index) ? elements[index] : .null
            default:
                // Not a number: the judge indexes into texts.
                if next(4) == 0 { tokens.append("zz") }
                return JSONPointer(tokens: tokens).description
            }
        }
        return JSONPointer(tokens: tokens).description
    }

    mutating func operation(on document: JSONValue) -> JSONValue {
        let op = ["add", "remove", "replace", "move", "copy", "test"][next(6)]
        // What becomes of a document that is removed whole, or moved onto itself, is not said by the RFC.
        let takes = op == "remove" || op == "move"
        var members: [String: JSONValue] = [
            "op": .string(op), "path": .string(pointer(into: document, isSource: takes || op == "test")),
        ]
        if op == "move" || op == "copy" { members["from"] = .string(pointer(into: document, isSource: true)) }
        if op == "add" || op == "replace" { members["value"] = value(depth: 2) }
        if op == "test" { members["value"] = expectation(members["path"], document) }
        return .object(members)
    }

    /// As often as not what is really there.
    private mutating func expectation(_ path: JSONValue?, _ document: JSONValue) -> JSONValue {
        guard next(2) == 0, case .string(let text)? = path, let pointer = try? JSONPointer(text) else {
            return value(depth: 1)
        }
        return pointer.tokens.reduce(document) { value, token in
            switch value {
            case .object(let members): members[token] ?? .null
            case .array(let elements):
                Int(token).flatMap { elements.indices.contains($0) ? elements[$0] : nil } ?? .null
            default: .null
            }
        }
    }

    /// A document, and operations of which each fits what the ones before made of it, until one fails.
    mutating func make() -> (document: JSONValue, patch: [JSONValue]) {
        let document = object(depth: 3)
        var current = document
        var patch: [JSONValue] = []
        for _ in 0..<(1 + next(6)) {
            patch.append(operation(on: current))
            guard let single = try? JSONPatch(document: .array([patch[patch.count - 1]])),
                let after = try? single.applied(to: current)
            else { break }
            current = after
        }
        return (document, patch)
    }
}

@Suite("A JSON patch, judged by the jsonpatch of PyPI")
struct JudgeTests {
    private static let script = """
        import json, sys, jsonpatch, jsonpointer
        for line in open(sys.argv[1]):
            case = json.loads(line)
            try:
                print(json.dumps({"ok": jsonpatch.apply_patch(case["document"], case["patch"])}))
            except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError, KeyError):
                print(json.dumps({"failed": True}))
        """

    @Test("3,000 random patches give the same document, or fail, in both")
    func random() async throws {
        var source = Cases(seed: 6902)
        let cases = (0..<3_000).map { _ in source.make() }
        let lines = try cases.map { entry in
            let line: JSONValue = ["document": entry.document, "patch": .array(entry.patch)]
            return String(decoding: try JSONEncoder().encode(line), as: UTF8.self)
        }
        let judged = try await withTemporaryDirectory { folder in
            try Data(lines.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "cases"))
            return try await Command.check(
                PythonEnvironment.judges.python(), ["-c", Self.script, folder.path("cases")])
        }
        let verdicts = judged.text.split(separator: "\n")
        #expect(verdicts.count == cases.count)
        var successes = 0
        for (entry, verdict) in zip(cases, verdicts) {
            let patched = try? JSONPatch(document: .array(entry.patch)).applied(to: entry.document)
            let ours: JSONValue = patched.map { ["ok": $0] } ?? ["failed": true]
            #expect(ours == (try json(String(verdict))), "\(entry.document) \(entry.patch)")
            successes += patched == nil ? 0 : 1
        }
        #expect((500...2_500).contains(successes), "both outcomes must be common: \(successes)")
    }
}
