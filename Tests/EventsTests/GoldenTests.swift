import Events
import Foundation
import JSONSchema
import TestSupport
import Testing

@Suite("The example of each event")
struct GoldenTests {
    @Test("comes back byte for byte from its type", arguments: EventCatalog.rows)
    func roundTrip(row: EventRow) throws {
        let golden = try Golden(row)
        let again = try Self.readAndWrite(row.payload, golden.bytes)
        #expect(String(decoding: again, as: UTF8.self) == String(decoding: golden.bytes, as: UTF8.self))
    }

    @Test("fits the schema that is read off its type", arguments: EventCatalog.rows)
    func schema(row: EventRow) throws {
        let schema = try row.schema()
        #expect(schema.violations(in: try Golden(row).value, unknownMembers: .refused) == [])
    }

    @Test("is still read when a newer producer adds members", arguments: EventCatalog.rows)
    func additions(row: EventRow) throws {
        let golden = try Golden(row)
        var members = try golden.value.members
        members["added_later"] = ["anything": [1, "two", .null]]
        let newer = try WireJSON.encode(JSONValue.object(members))
        #expect(try Self.readAndWrite(row.payload, newer) == golden.bytes)
        #expect(try row.schema().violations(in: .object(members), unknownMembers: .ignored) == [])
    }

    @Test("is refused by its type and by its schema when a required member is missing", arguments: EventCatalog.rows)
    func omissions(row: EventRow) throws {
        let schema = try row.schema()
        for name in try schema.requiredNames() {
            var members = try Golden(row).value.members
            #expect(members.removeValue(forKey: name) != nil, "the example lacks \(name)")
            #expect(throws: DecodingError.self, "without \(name)") {
                try Self.readAndWrite(row.payload, try WireJSON.encode(JSONValue.object(members)))
            }
            let violations = schema.violations(in: .object(members), unknownMembers: .ignored)
            #expect(violations == [SchemaViolation(pointer: "/\(name)", detail: "is required")])
        }
    }

    @Test("becomes an event with the subject, the producer and the schema of its row")
    func events() throws {
        let row = EventCatalog.certificateUpdateStatus
        let golden = try Golden(EventRow.named(row.name))
        let payload = try WireJSON.decode(CertificatePayload.self, from: golden.bytes)
        let time = Timestamp(milliseconds: 1_764_576_000_125)
        let caller = Caller(actor: "admin", causationID: "request-1")
        let event = try row.event(payload, about: payload.serialNumber, at: time, by: caller)
        #expect(event.subject == "certificate/1f-02")
        #expect(event.type == "certificate.update.status")
        #expect(event.producer == .certificateAuthority)
        #expect(event.schemaVersion == 1)
        #expect(event.time == time)
        #expect(event.caller == caller)
        #expect(event.data == golden.bytes)
    }

    private static func readAndWrite<Payload: EventPayload>(_ type: Payload.Type, _ bytes: [UInt8]) throws -> [UInt8] {
        try WireJSON.encode(try WireJSON.decode(type, from: bytes))
    }
}

extension EventRow {
    static func named(_ name: String) throws -> EventRow { try #require(EventCatalog.row(named: name)) }
}

extension JSONSchema {
    func requiredNames() throws -> [String] {
        guard case .object(let members, _) = self else { return [] }
        return members.filter(\.isRequired).map(\.name)
    }
}
