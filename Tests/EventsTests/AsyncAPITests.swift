import Events
import JSONSchema
import TestSupport
import Testing

@Suite("The AsyncAPI document")
struct AsyncAPITests {
    private static func document() throws -> JSONValue {
        try AsyncAPIDocument.make(EventCatalog.rows, title: "Events", version: "1.2.3", address: "/v1/events")
    }

    @Test("has one message for each row, in the one channel, with the payload's schema")
    func messages() throws {
        let document = try Self.document()
        let messages = try #require(document.at("components.messages")?.members)
        #expect(Set(messages.keys) == Set(EventCatalog.rows.map(\.name)))
        #expect(document.at("channels.events.messages")?.members.count == 20)
        for row in EventCatalog.rows {
            #expect(messages[row.name]?.at("summary")?.text == row.summary)
            #expect(document.at("components.schemas")?.members[row.payloadName] == (try row.schema().document))
        }
    }

    @Test("refers only to what it has")
    func references() throws {
        let document = try Self.document()
        let references = document.references()
        #expect(references.count > 60)
        for reference in references {
            let steps = reference.split(separator: "/").dropFirst()
            let target = steps.reduce(JSONValue?.some(document)) { $0?.members[String($1)] }
            #expect(target != nil, "\(reference)")
        }
    }

    @Test("describes events that an outside validator accepts, and none of another type, subject or payload")
    func events() async throws {
        let right = try Golden.all().map { ($0.row.name, try Self.event(of: $0)) }
        #expect(try await Self.refused(right) == [])
        let changes: [[String: JSONValue]] = [
            ["type": "ca.created"], ["subject": "other/1"], ["data": ["id": 1]], ["sequence": "7"], ["id": .null],
            ["specversion": "0.3"], ["time": "yesterday"],
        ]
        for change in changes {
            let wrong = right.map { ($0.0, JSONValue.object($0.1.members.merging(change) { $1 })) }
            #expect(try await Self.refused(wrong).count == 20, "\(change)")
        }
    }

    private static func event(of golden: Golden) throws -> JSONValue {
        let subject = "\(golden.row.subject.rawValue)/1"
        return [
            "specversion": "1.0", "id": "017f22e2-79b0-7cc3-98c4-dc0c0c07398f", "source": "lamassuiot.ca",
            "type": .string(golden.row.name), "subject": .string(subject), "time": "2026-12-01T08:00:00.125Z",
            "datacontenttype": "application/json", "dataschema": .string("urn:shedu:schema:\(golden.row.name):1"),
            "data": try golden.value, "sequence": "00000000000000000007", "partitionkey": .string(subject),
            "actor": "admin",
        ]
    }

    /// The types whose events do not fit the document's message.
    private static func refused(_ events: [(String, JSONValue)]) async throws -> Set<String> {
        let payloads = events.map { name, _ in
            (name, ["$ref": .string("#/components/messages/\(name)/payload")] as JSONValue)
        }
        let schema: JSONValue = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
            "properties": .object(Dictionary(uniqueKeysWithValues: payloads)),
            "components": try document().members["components"] ?? [:],
        ]
        return Set(try await SchemaWitness.faults(of: events, in: schema).keys)
    }
}

extension JSONValue {
    fileprivate func references() -> [String] {
        let own = [members["$ref"]?.text].compactMap(\.self)
        return own + (Array(members.values) + elements).flatMap { $0.references() }
    }
}
