@testable import EventLog
import Storage
import StorageConformance
import StorageSQLite
import Testing

@Suite("Projections")
struct ProjectorTests {
    let time = ManualTime()

    @Test("a projection holds every event once")
    func projects() async throws {
        let house = try await House.withLedger()
        try await house.record((0..<100).map { "ca\($0 % 3)" })
        let desk = Desk(house, .projector(Ledger()), time) { $0.batchMax = 7 }
        try await desk.work()
        #expect(try await house.ledger() == (1...100).map { "\($0) ca/ca\(($0 - 1) % 3) \(($0 - 1) / 3)" })
        #expect(try await desk.status()?.cursor == 100)
    }

    @Test("an event that cannot be applied is held back with its subject, and the others of its batch are applied")
    func holdsBack() async throws {
        let house = try await House.withLedger()
        try await house.record(["a", "b", "a", "c", "b"])
        let broken = Desk(house, .projector(Ledger { $0.position == 1 }), time)
        try await broken.work()
        #expect(try await house.ledger() == ["2 ca/b 0", "4 ca/c 0", "5 ca/b 1"])
        try await house.record(["a", "d"])
        try await broken.work()
        #expect(try await house.ledger().last == "7 ca/d 0")
        let status = try await broken.status()
        #expect([status?.cursor, status?.retrying, status?.waiting] == [7, 1, 2])
        time.pass(.seconds(10))
        try await broken.work()
        time.pass(.seconds(15))
        try await broken.work()
        #expect(try await house.subscriptions.parked("s").map(\.error) == ["Refused()"])

        time.pass(.seconds(60))
        let mended = Desk(house, .projector(Ledger()), time)
        try await house.subscriptions.retryAll("s")
        try await mended.work()
        let ofA = try await house.ledger().filter { $0.contains("ca/a") }
        #expect(ofA == ["1 ca/a 0", "3 ca/a 1", "6 ca/a 2"])
        #expect(try await mended.status()?.retrying == 0)
    }

    @Test(
        "wherever writing fails, the projection has every event once and the cursor is where it is",
        arguments: Fault.Kind.allCases)
    func everyStep(_ kind: Fault.Kind) async throws {
        var step = 1
        while try await survives(Fault(kind, atStep: step)) { step += 1 }
        #expect(step > 20, "only \(step - 1) steps were failed")
    }

    /// - Returns: whether the fault struck.
    private func survives(_ fault: Fault) async throws -> Bool {
        let house = try await House.withLedger(fault)
        try await house.record(["a", "b", "a", "c", "b", "a"])
        // An event that is refused the first time takes the way through single events as well.
        let tries = Tries()
        let desk = Desk(house, .projector(Ledger { $0.position == 2 && tries.next() < 2 }), time) { $0.batchMax = 4 }
        fault.arm()
        for _ in 1...12 {
            _ = try? await desk.worker.step(&desk.lease)
            time.pass(.seconds(16))
        }
        fault.disarm()
        try await desk.work()
        #expect(
            try await house.ledger() == [
                "1 ca/a 0", "2 ca/b 0", "3 ca/a 1", "4 ca/c 0", "5 ca/b 1", "6 ca/a 2",
            ])
        let status = try await desk.status()
        #expect([status?.cursor, status?.retrying, status?.waiting, status?.parked] == [6, 0, 0, 0])
        await house.database.close()
        return fault.hasStruck
    }
}

extension House {
    static func withLedger(_ fault: Fault? = nil) async throws -> House {
        let house = try await House.open(fault)
        try await house.database.migrate(migrations + [Ledger.migration])
        return house
    }

    /// The rows of the projection: position, subject, and how many events of the subject came before.
    func ledger() async throws -> [String] {
        try await texts("SELECT position || ' ' || subject || ' ' || counted FROM ledger ORDER BY position")
    }
}
