@testable import EventLog
import Storage
import StorageSQLite
import Testing

@Suite("Waiting for events")
struct SignalTests {
    @Test("many who wait are woken by one commit, and nobody by a commit without events")
    func wakesAll() async throws {
        let house = try await House.open()
        let ticket = house.log.ticket()
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...100 {
                group.addTask { await house.log.waitForMore(since: ticket, atMost: .seconds(1), clock: SleepyClock()) }
            }
            while house.log.signal.waitingCount < 100 { await Task.yield() }
            try? await house.database.write { tx in _ = try tx.execute("INSERT INTO change (id) VALUES ('x')") }
            #expect(house.log.signal.waitingCount == 100)
            try? await house.record(["a"])
            await group.waitForAll()
        }
        #expect(house.log.signal.waitingCount == 0)
    }

    @Test("a commit between the ticket and the wait ends the wait at once")
    func missesNothing() async throws {
        let house = try await House.open()
        let ticket = house.log.ticket()
        try await house.record(["a"])
        await house.log.waitForMore(since: ticket, atMost: .seconds(1), clock: SleepyClock())
        #expect(house.log.signal.waitingCount == 0)
    }

    @Test("a wait ends with its time or its task and leaves nobody behind")
    func ends() async throws {
        let house = try await House.open()
        let clock = SleepyClock()
        clock.wakeOne()
        await house.log.waitForMore(since: house.log.ticket(), atMost: .seconds(1), clock: clock)
        let waiting = Task {
            await house.log.waitForMore(since: house.log.ticket(), atMost: .seconds(1), clock: SleepyClock())
        }
        while house.log.signal.waitingCount < 1 { await Task.yield() }
        waiting.cancel()
        await waiting.value
        #expect(house.log.signal.waitingCount == 0)
    }
}
