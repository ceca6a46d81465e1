@testable import EventLog
@testable import Events
import Storage
import StorageSQLite
import Testing

@Suite("Event log")
struct EventLogTests {
    @Test("an event comes back with its position and the bytes that were recorded")
    func keepsEvents() async throws {
        let house = try await House.open(sources: EventSources(base: "https://pki.example/"))
        let pending = try EventCatalog.caDelete.event(
            CADeletedPayload(caID: "ca-ü", serialNumber: "0a"), about: "ca-ü", at: House.time,
            by: Caller(actor: "admin", causationID: "request-1", traceparent: "00-aa-bb-01"))
        try await house.database.write { $0.record(pending) }
        let expected = LoggedEvent(
            position: 1, id: pending.id, type: "ca.delete", source: "https://pki.example/ca", subject: "ca/ca-ü",
            time: House.time, dataSchema: "https://pki.example/v1/schemas/ca.delete/1", actor: "admin",
            causationID: "request-1", traceparent: "00-aa-bb-01", data: pending.data)
        #expect(try await house.events() == [expected])
    }

    @Test("positions are contiguous from 1 in the order of recording, across batches of every size")
    func positionsAreContiguous() async throws {
        let house = try await House.open()
        var names: [String] = []
        for count in [1, 7, 8, 9, 63, 64, 65, 200] {
            let batch = (0..<count).map { "\(count)-\($0)" }
            try await house.record(batch)
            names += batch
        }
        let events = try await house.events()
        #expect(events.map(\.position) == Array(1...Int64(names.count)))
        #expect(events.map(\.subject) == names.map { "ca/\($0)" })
        #expect(try await house.head() == Int64(names.count))
    }

    @Test("the log of an empty house has the head 0")
    func emptyLog() async throws {
        let house = try await House.open()
        #expect(try await house.head() == 0)
        #expect(try await house.events().isEmpty)
    }

    @Test("a change that is not committed has no event and takes no position")
    func noEventWithoutChange() async throws {
        struct Refused: Error {}
        let house = try await House.open()
        try await house.change("a")
        await #expect(throws: Refused.self) {
            try await house.database.write { tx in
                tx.record(try House.deletion("never"))
                throw Refused()
            }
        }
        await #expect(throws: StorageError.self) { try await house.change("a") }
        try await house.change("b")
        #expect(try await house.events().map(\.subject) == ["ca/a", "ca/b"])
        #expect(try await house.events().map(\.position) == [1, 2])
    }

    @Test("readers get the events of their filter, in order, from where they stand, and no more than they ask for")
    func filters() async throws {
        let house = try await House.open()
        try await house.database.write { tx in
            for number in 1...30 { tx.record(event(number)) }
        }
        let every = try await house.events()
        for types in [[], ["a"], ["a", "b"], ["b", "c", "b"], ["x"], ["a", "b", "c", "x"]] {
            for subject in [nil, "ca/0", "ca/3", "nobody"] {
                let filter = EventFilter(types: types, subject: subject)
                for (after, limit) in [(0, 100), (7, 4), (29, 1), (30, 5)] {
                    let found = try await house.events(after: Int64(after), limit: limit, filter)
                    let wanted = every.filter { filter.accepts($0) && $0.position > after }.prefix(limit)
                    #expect(found == Array(wanted), "\(types) \(subject ?? "any") after \(after), \(limit)")
                }
            }
        }
    }

    @Test(
        "a source is one that consumers know, or lies under the base",
        arguments: [
            (EventProducer.certificateAuthority, "lamassuiot.ca", "https://x/y/ca"),
            (.dmsManager, "lamassuiot/dms-manager", "https://x/y/dms-manager"),
            (.deviceManager, "lamassuiot/device-manager", "https://x/y/device-manager"),
        ])
    func sources(_ producer: EventProducer, _ bare: String, _ based: String) {
        #expect(EventSources(base: nil).source(of: producer) == bare)
        #expect(EventSources(base: "").source(of: producer) == bare)
        #expect(EventSources(base: "https://x/y").source(of: producer) == based)
        #expect(EventSources(base: "https://x/y/").source(of: producer) == based)
    }

    @Test("a schema has an address under the base, or a name")
    func dataSchemas() {
        #expect(
            EventSources(base: "https://x").dataSchema(type: "ca.create", version: 2)
                == "https://x/v1/schemas/ca.create/2"
        )
        #expect(EventSources(base: nil).dataSchema(type: "ca.create", version: 2) == "urn:shedu:schema:ca.create:2")
    }

    /// An event of type a, b or c about one of five subjects.
    private func event(_ number: Int) -> PendingEvent {
        PendingEvent(
            id: "\(number)", type: ["a", "b", "c"][number % 3], producer: .certificateAuthority,
            subject: "ca/\(number % 5)", time: House.time, schemaVersion: 1, caller: Caller(actor: "x"), data: [])
    }
}

extension EventFilter {
    /// The meaning of a filter, spelt out.
    fileprivate func accepts(_ event: LoggedEvent) -> Bool {
        (types.isEmpty || types.contains(event.type)) && (subject == nil || subject == event.subject)
    }
}
