import EventLog
import Events
import Storage
import StorageConformance
import StorageSQLite
import Testing

/// What holds after a failure at any step of writing: nothing half done, no gap, no lie to a caller.
@Suite("Failures while the log is written")
struct LogFaultTests {
    struct Refused: Error {}

    @Test(
        "wherever writing fails, changes and events agree and callers were told the truth",
        arguments: Fault.Kind.allCases)
    func everyStep(_ kind: Fault.Kind) async throws {
        var step = 1
        while try await tellsTheTruth(Fault(kind, atStep: step)) { step += 1 }
        // Seven bodies: begin and commit of two transactions, and for each body a savepoint with its end and a change.
        #expect(step > 25, "only \(step - 1) steps were failed")
    }

    /// - Returns: whether the fault struck.
    private func tellsTheTruth(_ fault: Fault) async throws -> Bool {
        let house = try await House.open(fault)
        try await house.change("before")
        fault.arm()
        let answers = await answersOfABatch(house)
        fault.disarm()
        try await house.change("after")

        let events = try await house.events()
        let changes = Set(try await house.texts("SELECT id FROM change"))
        #expect(events.map(\.position) == Array(1...Int64(events.count)), "positions are contiguous")
        #expect(events.map(\.subject).sorted() == changes.map { "ca/\($0)" }.sorted(), "one event for each change")
        #expect(events.last?.subject == "ca/after", "the lane works on")
        for (name, answer) in answers { check(name, answer, isStored: changes.contains(name)) }
        await house.database.close()
        return fault.hasStruck
    }

    private func check(_ name: String, _ answer: Result<Void, any Error>, isStored: Bool) {
        switch answer {
        case .success:
            #expect(isStored, "\(name) was promised")
        case .failure(StorageError.commitFailed):
            break  // The one case in which the caller has to look.
        case .failure(let error):
            #expect(!isStored, "\(name) was refused with \(error)")
            #expect(name == "refused" || error is Fault.Injected, "\(name) failed with \(error)")
        }
    }

    /// A body that holds the lane up until six others wait, so that these share a transaction; one of the six throws.
    private func answersOfABatch(_ house: House) async -> [(String, Result<Void, any Error>)] {
        let gate = Gate()
        return await withTaskGroup(of: (String, Result<Void, any Error>).self) { group in
            group.addTask {
                defer { gate.pass() }
                return ("first", await Self.result { try await Self.changeAtGate(house, gate) })
            }
            await gate.arrival()
            for name in ["a", "b", "c", "d", "e"] {
                group.addTask { (name, await Self.result { try await house.change(name) }) }
            }
            group.addTask { ("refused", await Self.result { try await Self.refuse(house) }) }
            while house.database.waitingWrites < 6 && !gate.isPassed { await Task.yield() }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    private static func changeAtGate(_ house: House, _ gate: Gate) async throws {
        try await house.database.write { tx in
            gate.waitUntilOpen()
            try tx.execute("INSERT INTO change (id) VALUES ('first')")
            tx.record(try House.deletion("first"))
        }
    }

    private static func refuse(_ house: House) async throws {
        try await house.database.write { tx in
            try tx.execute("INSERT INTO change (id) VALUES ('refused')")
            tx.record(try House.deletion("refused"))
            throw Refused()
        }
    }

    private static func result(_ body: () async throws -> Void) async -> Result<Void, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }
}
