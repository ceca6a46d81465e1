@testable import EventLog
import Storage
import StorageSQLite
import Synchronization
import Testing

@Suite("Subscriptions with effects outside")
struct SubscriberTests {
    let time = ManualTime()
    let notebook = Notebook()

    @Test("every event of the filter is delivered once and in order of its subject, and the cursor follows")
    func delivers() async throws {
        let house = try await House.open()
        try await house.record((0..<50).map { "ca\($0 % 7)" })
        let desk = Desk(house, .subscriber(notebook), time) { $0.batchMax = 8 }
        try await desk.work()
        try await house.record(["ca1"])
        try await desk.work()
        let expected = (0..<50).map { "ca\($0 % 7)@\($0 + 1)" } + ["ca1@51"]
        #expect(Set(notebook.delivered) == Set(expected))
        #expect(notebook.delivered.count == 51)
        for subject in (0..<7).map({ "ca\($0)" }) {
            #expect(notebook.delivered(of: subject) == expected.filter { $0.hasPrefix(subject + "@") })
        }
        #expect(try await desk.status()?.cursor == 51)
        #expect(try await desk.status()?.lag == 0)
    }

    @Test("an event that fails is tried again after its pause; others go on, those of its subject wait behind it")
    func retries() async throws {
        let house = try await House.open()
        notebook.breakDown(["a@1"])
        try await house.record(["a", "b", "a"])
        let desk = Desk(house, .subscriber(notebook), time)
        #expect(try await desk.work() == .seconds(5))
        #expect(notebook.delivered == ["b@2"])
        try await house.record(["a", "b"])
        try await desk.work()
        #expect(notebook.delivered == ["b@2", "b@5"])
        #expect(notebook.tried.filter { $0 == "a@1" }.count == 1, "not before its time")
        let status = try await desk.status()
        #expect([status?.cursor, status?.retrying, status?.waiting, status?.parked] == [5, 1, 2, 0])
        notebook.breakDown([])
        time.pass(.seconds(10))
        try await desk.work()
        #expect(notebook.delivered(of: "a") == ["a@1", "a@3", "a@4"])
        #expect(try await desk.status()?.waiting == 0)
    }

    @Test("after the last attempt an event is parked with its error, and its subject waits until it is retried")
    func parks() async throws {
        let house = try await House.open()
        notebook.breakDown(["a@1"])
        try await house.record(["a", "a", "b"])
        let desk = Desk(house, .subscriber(notebook), time)
        for pause in [Duration.zero, .seconds(10), .seconds(15), .seconds(600)] {
            time.pass(pause)
            try await desk.work()
        }
        #expect(notebook.tried.filter { $0 == "a@1" }.count == 3)
        let parked = try await house.subscriptions.parked("s")
        #expect(parked.map(\.event.position) == [1])
        #expect(parked.map(\.attempts) == [3])
        #expect(parked.map(\.error) == ["a@1 is out of order"])
        #expect(try await desk.status()?.waiting == 1)
        notebook.breakDown([])
        try await house.subscriptions.retry("s", position: 1)
        try await desk.work()
        #expect(notebook.delivered == ["b@3", "a@1", "a@2"])
        #expect(try await house.subscriptions.parked("s").isEmpty)
    }

    @Test("a parked event that is skipped is never delivered, and its subject goes on")
    func skips() async throws {
        let house = try await House.open()
        notebook.breakDown(["a@1", "b@2"])
        try await house.record(["a", "b", "a", "b"])
        let desk = Desk(house, .subscriber(notebook), time) { $0.attemptsMax = 1 }
        try await desk.work()
        #expect(try await house.subscriptions.parked("s").count == 2)
        try await house.subscriptions.skip("s", position: 1)
        try await desk.work()
        #expect(notebook.delivered == ["a@3"])
        notebook.breakDown([])
        #expect(try await house.subscriptions.retryAll("s") == 1)
        try await desk.work()
        #expect(notebook.delivered == ["a@3", "b@2", "b@4"])
        await #expect(throws: SubscriptionError.notParked(2)) {
            try await house.subscriptions.skip("s", position: 2)
        }
        await #expect(throws: SubscriptionError.unknown("x")) { try await house.subscriptions.retryAll("x") }
    }

    @Test("where too many events are held back the cursor stands still, and goes on when they are gone")
    func holdsWithinBounds() async throws {
        let house = try await House.open()
        notebook.breakDown(Set((1...20).map { "a@\($0)" }))
        try await house.record((1...20).map { _ in "a" })
        let desk = Desk(house, .subscriber(notebook), time) {
            $0.batchMax = 4
            $0.heldMax = 8
        }
        try await desk.work()
        let status = try await desk.status()
        #expect([status?.cursor, status?.lag] == [8, 12])
        notebook.breakDown([])
        time.pass(.seconds(10))
        try await desk.work()
        #expect(notebook.delivered == (1...20).map { "a@\($0)" })
    }

    @Test("a delivery that takes too long is called off and counts as failed")
    func limitsTime() async throws {
        let house = try await House.open()
        try await house.record(["a"])
        let clock = SleepyClock()
        clock.wakeOne()
        let stuck = Stuck()
        let desk = Desk(house, .subscriber(stuck), time, clock: clock) { $0.attemptsMax = 1 }
        // The one sleep that ends may be the one that renews the lease; then the next is the delivery's.
        async let done: Duration = desk.work()
        while !stuck.wasCalledOff {
            clock.wakeOne()
            await Task.yield()
        }
        _ = try await done
        #expect(try await house.subscriptions.parked("s").map(\.error) == [DeliveryTimedOut().description])
    }

    @Test("events that a filter leaves out do not cost a write each, and the cursor follows with the lease")
    func movesOnWithoutEvents() async throws {
        let house = try await House.open()
        let desk = Desk(house, .subscriber(notebook), time, filter: EventFilter(types: ["other"])) { $0.batchMax = 10 }
        try await desk.work()
        try await house.record(["a", "b"])
        try await desk.work()
        #expect(try await desk.status()?.cursor == 0)
        time.pass(.seconds(15))
        try await desk.work()
        #expect(try await desk.status()?.cursor == 2)
        try await house.record((0..<10).map { "\($0)" })
        try await desk.work()
        #expect(try await desk.status()?.cursor == 12)
        #expect(notebook.tried.isEmpty)
    }

    @Test("a new subscription begins with the first event, or with those yet to come")
    func begins() async throws {
        let house = try await House.open()
        try await house.record(["a"])
        let desk = Desk(house, .subscriber(notebook), time) { $0.startsAtHead = true }
        try await desk.work()
        try await house.record(["b"])
        try await desk.work()
        #expect(notebook.delivered == ["b@2"])
    }

    @Test("a replay delivers from its position on, forgets what was held from there, and keeps what was held before")
    func replays() async throws {
        let house = try await House.open()
        notebook.breakDown(["a@1", "c@4"])
        try await house.record(["a", "b", "a", "c", "d"])
        let desk = Desk(house, .subscriber(notebook), time) { $0.attemptsMax = 1 }
        try await desk.work()
        #expect(notebook.delivered.sorted() == ["b@2", "d@5"])
        notebook.breakDown(["a@1"])
        try await house.subscriptions.replay("s", from: 3)
        try await desk.work()
        #expect(notebook.delivered.sorted() == ["b@2", "c@4", "d@5", "d@5"])
        let status = try await desk.status()
        #expect([status?.cursor, status?.parked, status?.waiting] == [5, 1, 1])
        try await house.subscriptions.replay("s", from: 99)
        #expect(try await desk.status()?.cursor == 5)
    }
}

/// Never delivers; gives up when it is told to.
private final class Stuck: Subscriber {
    private let calledOff = Mutex(false)

    var wasCalledOff: Bool { calledOff.withLock { $0 } }

    func deliver(_ event: LoggedEvent) async throws {
        let (never, _keepsOpen) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        withExtendedLifetime(_keepsOpen) {}
        calledOff.withLock { $0 = true }
        try Task.checkCancellation()
    }
}
