@testable import EventLog
import Events
import Storage
import StorageSQLite
import Testing

@Suite("Leases")
struct LeaseTests {
    let time = ManualTime()

    @Test("of two processes one works and the other takes over when the lease has run out")
    func takesOver() async throws {
        let house = try await House.open()
        let (first, second) = (Notebook(), Notebook())
        let one = Desk(house, .subscriber(first), time, owner: "one")
        let two = Desk(house, .subscriber(second), time, owner: "two")
        try await house.record(["a"])
        try await one.work()
        #expect(try await two.work() == .seconds(5), "stands by")
        #expect(try await one.status()?.owner == "one")
        time.pass(.seconds(29))
        #expect(try await two.work() == .seconds(1), "until the lease runs out")
        time.pass(.seconds(1))
        try await house.record(["b"])
        try await two.work()
        #expect(first.delivered == ["a@1"])
        #expect(second.delivered == ["b@2"])
        #expect(try await two.status()?.owner == "two")
    }

    @Test("a lease is renewed by work and by looking for work, so that it does not run out")
    func renews() async throws {
        let house = try await House.open()
        let one = Desk(house, .subscriber(Notebook()), time, owner: "one")
        let two = Desk(house, .subscriber(Notebook()), time, owner: "two")
        try await one.work()
        for _ in 1...10 {
            time.pass(.seconds(15))
            try await one.work()
            try await two.work()
            #expect(try await one.status()?.owner == "one")
        }
    }

    @Test("who lost the lease without knowing can move nothing: neither cursor nor parking nor projection")
    func isFenced() async throws {
        let house = try await House.open()
        try await house.database.migrate(House.migrations + [Ledger.migration])
        let late = Desk(house, .projector(Ledger()), time, owner: "late")
        try await late.work()
        let lostLease = try #require(late.lease)
        time.pass(.seconds(60))
        let other = Desk(house, .subscriber(Notebook()), time, owner: "other")
        try await other.work()
        try await house.record(["a"])
        let delivery = ProjectorDelivery(worker: late.worker, projector: Ledger(), lease: lostLease)
        let work = SubscriptionWork(
            cursor: 0, scannedTo: 1,
            candidates: try await house.events().map { .init(event: $0, attempts: 0, isHeld: false) })
        await #expect(throws: LeaseLost.self) { try await delivery.apply(work) }
        await #expect(throws: LeaseLost.self) { try await late.worker.settle(Settlement(cursor: 1), lostLease) }
        #expect(try await house.texts("SELECT subject FROM ledger").isEmpty)
        #expect(try await other.status()?.cursor == 0)
        try await late.work()
        #expect(late.lease == nil, "it notices and stands by")
    }

    @Test("a lease that is given back is free at once")
    func givesBack() async throws {
        let house = try await House.open()
        let one = Desk(house, .subscriber(Notebook()), time, owner: "one")
        let two = Desk(house, .subscriber(Notebook()), time, owner: "two")
        try await one.work()
        try await one.worker.release(try #require(one.lease))
        try await two.work()
        #expect(try await two.status()?.owner == "two")
        try await one.worker.release(try #require(one.lease))
        #expect(try await two.status()?.owner == "two", "one's late release is not two's")
    }

    @Test("a replay takes the lease from whoever works, so that a batch of before cannot undo it")
    func replayWithdraws() async throws {
        let house = try await House.open()
        try await house.record(["a"])
        let notebook = Notebook()
        let desk = Desk(house, .subscriber(notebook), time)
        try await desk.work()
        let before = try #require(desk.lease)
        try await house.subscriptions.replay("s", from: 1)
        await #expect(throws: LeaseLost.self) { try await desk.worker.settle(Settlement(cursor: 1), before) }
        try await desk.work()
        #expect(notebook.delivered == ["a@1", "a@1"])
    }
}
