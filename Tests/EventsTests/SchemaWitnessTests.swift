import Events
import Foundation
import JSONSchema
import TestSupport
import Testing

/// What `check-jsonschema` says of our schemas and examples: all types in one document, so in one start.
@Suite("An outside validator")
struct SchemaWitnessTests {
    @Test("takes every schema for JSON Schema, draft 2020-12")
    func metaschema() async throws {
        try await withTemporaryDirectory { directory in
            for row in EventCatalog.rows {
                var document = try row.schema().document.members
                document["$schema"] = "https://json-schema.org/draft/2020-12/schema"
                try directory.write("\(row.name).json", try WireJSON.encode(JSONValue.object(document)))
            }
            let files = EventCatalog.rows.map { directory.path("\($0.name).json") }
            let output = try await SchemaWitness.run(["--check-metaschema"] + files)
            #expect(output.status == 0, "\(output.text)\(output.stderr)")
        }
    }

    @Test("finds that every example fits its schema")
    func examples() async throws {
        let examples = try Golden.all().map { ($0.row.name, try $0.value) }
        let verdict = try await Self.verdict(on: examples)
        #expect(verdict == [:])
    }

    @Test("and our own validator find the same faults in damaged examples", arguments: Damage.allCases)
    func damage(_ damage: Damage) async throws {
        let examples = try Golden.all().map { ($0.row.name, damage.applied(to: try $0.value)) }
        let theirs = try await Self.verdict(on: examples)
        for (name, example) in examples {
            let ours = try EventRow.named(name).schema().violations(in: example, unknownMembers: .ignored)
            #expect(!ours.isEmpty, "\(name)")
            let places = ours.map { Self.place(of: $0) }
            #expect(Set(theirs[name] ?? []) == Set(places), "\(name)")
        }
    }

    /// One thing that is wrong in every payload.
    enum Damage: String, CaseIterable {
        case everyTextIsANumber, everyMemberIsGone, firstMemberIsAList

        func applied(to payload: JSONValue) -> JSONValue {
            switch (self, payload) {
            case (.everyTextIsANumber, .object(let members)): .object(members.mapValues(withoutText))
            case (.everyMemberIsGone, _): [:]
            case (_, .object(let members)): .object(members.merging([Self.firstMember(of: members): []]) { $1 })
            default: payload
            }
        }

        private func withoutText(_ value: JSONValue) -> JSONValue {
            switch value {
            case .string: 7
            case .object(let members): .object(members.mapValues(withoutText))
            default: value
            }
        }

        private static func firstMember(of members: [String: JSONValue]) -> String {
            members.keys.sorted().first { members[$0] != [] } ?? ""
        }
    }

    /// The places, as JSON pointers, at which each type's example does not fit.
    private static func verdict(on examples: [(String, JSONValue)]) async throws -> [String: [String]] {
        let schemas = try EventCatalog.rows.map { ($0.name, try $0.schema().document) }
        let schema: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": .object(Dictionary(uniqueKeysWithValues: schemas)),
        ]
        return try await SchemaWitness.faults(of: examples, in: schema)
    }

    /// Where the witness sees the fault: a missing member in the object that lacks it, a choice in the whole of it.
    private static func place(of violation: SchemaViolation) -> String {
        var names = violation.pointer.split(separator: "/")
        if violation.detail == "is required" { names.removeLast() }
        if let choice = names.firstIndex(of: "issuance_expiration") { names = Array(names[...choice]) }
        return names.map { "/\($0)" }.joined()
    }
}
