@testable import EventLog
import Events
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Storage
import StorageSQLite
import Testing

@Suite("Running a subscription")
struct RunnerTests {
    @Test("a runner delivers what is there and what comes, and gives its lease back at the shutdown")
    func runs() async throws {
        let house = try await House.open()
        try await house.record(["a", "b"])
        let (deliveries, delivery) = AsyncStream.makeStream(of: Int64.self)
        let runner = runner(house, Forwarding(to: delivery))
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner.run() }
                var seen: [Int64] = []
                for await position in deliveries {
                    seen.append(position)
                    if seen.count == 2 { try await house.record(["c"]) }
                    if seen.count == 3 { break }
                }
                #expect(seen.sorted() == [1, 2, 3])
                trigger.triggerGracefulShutdown()
                try await group.waitForAll()
            }
        }
        let status = try #require(try await house.subscriptions.list().first)
        #expect(status.cursor == 3)
        #expect(status.owner == nil)
        #expect(status.leasedUntil == Timestamp(milliseconds: 0))
    }

    @Test("a delivery under way at the shutdown is finished and counts; what was not begun comes at the next start")
    func finishesWhatItBegan() async throws {
        let house = try await House.open()
        try await house.record(["a", "a", "a"])
        let (begun, begins) = AsyncStream.makeStream(of: Int64.self)
        let gate = AsyncStream<Void>.makeStream()
        let runner = runner(house, Slow(begins: begins, gate: gate.stream))
        try await testGracefulShutdown { trigger in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await runner.run() }
                for await _ in begun { break }
                trigger.triggerGracefulShutdown()
                gate.continuation.finish()
                try await group.waitForAll()
            }
        }
        let notebook = Notebook()
        try await Desk(house, .subscriber(notebook), ManualTime()).work()
        #expect(notebook.delivered == ["a@2", "a@3"])
    }

    @Test("a runner whose database was closed ends with that error")
    func endsWithItsDatabase() async throws {
        let house = try await House.open()
        await house.database.close()
        await #expect(throws: StorageError.closed) { try await runner(house, Notebook()).run() }
    }

    private func runner(_ house: House, _ subscriber: some Subscriber) -> SubscriptionRunner {
        SubscriptionRunner(
            database: house.database, log: house.log, name: "s", subscriber: subscriber, owner: "one",
            now: { House.time }, logger: Logger(label: "test"))
    }
}

private struct Forwarding: Subscriber {
    let delivery: AsyncStream<Int64>.Continuation

    init(to delivery: AsyncStream<Int64>.Continuation) { self.delivery = delivery }

    func deliver(_ event: LoggedEvent) async throws { delivery.yield(event.position) }
}

/// Says when it begins, and ends when the gate opens.
private struct Slow: Subscriber {
    let begins: AsyncStream<Int64>.Continuation
    let gate: AsyncStream<Void>

    func deliver(_ event: LoggedEvent) async throws {
        begins.yield(event.position)
        for await _ in gate {}
    }
}
