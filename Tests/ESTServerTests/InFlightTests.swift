import Synchronization
import Testing

@testable import ESTServer

@Suite("Requests in flight", .timeLimit(.minutes(5)))
struct InFlightTests {
    @Test("the same work asked for while it is being done is done once, for all who ask")
    func once() async throws {
        let inFlight = RequestsInFlight<String, Int>()
        let (done, gate) = (Gate(), Gate())
        let runs = Counter()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<20 {
                group.addTask {
                    try await inFlight.once("a") {
                        done.open()
                        await gate.wait()
                        return runs.next()
                    }
                }
            }
            await done.wait()
            while inFlight.waiting < 19 { await Task.yield() }
            gate.open()
            for try await value in group { #expect(value == 1) }
        }
        #expect(try await inFlight.once("a") { 7 } == 7)
    }

    @Test("an error is everybody's, and the next one tries again")
    func failure() async throws {
        struct Refused: Error {}
        let inFlight = RequestsInFlight<String, Int>()
        let gate = Gate()
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<3 {
                group.addTask {
                    do {
                        _ = try await inFlight.once("a") {
                            await gate.wait()
                            throw Refused()
                        }
                        return false
                    } catch {
                        return error is Refused
                    }
                }
            }
            while inFlight.waiting < 2 { await Task.yield() }
            gate.open()
            for await isRefused in group { #expect(isRefused) }
        }
        #expect(try await inFlight.once("a") { 7 } == 7)
    }

    @Test("beyond the bound, work is done without a look at other work")
    func bound() async throws {
        let inFlight = RequestsInFlight<Int, Int>(keysMax: 1)
        let (gate, started) = (Gate(), Gate())
        async let first = inFlight.once(1) {
            started.open()
            await gate.wait()
            return 1
        }
        await started.wait()
        #expect(try await inFlight.once(2) { 2 } == 2)
        gate.open()
        #expect(try await first == 1)
    }

    @Test("a second connection with the same request gets the first one's answer, another request its own")
    func overHTTP() async throws {
        let (gate, arrived) = (Gate(), Gate())
        let verdict: Verdict = { _ in
            arrived.open()
            await gate.wait()
        }
        try await withWorld(verdict: verdict) { world in
            let body = base64(try await world.makeRequest())
            let other = base64(try await world.makeRequest("device-2"))
            let client = try world.makeClient()
            async let one = world.enroll(body, client: client)
            await arrived.wait()
            async let two = world.enroll(body, client: client)
            async let three = world.enroll(other, client: client)
            while world.authority.visits.count < 2 { await Task.yield() }
            gate.open()
            let (first, second, third) = try await (one, two, three)
            #expect(first.status == 200 && third.status == 200)
            // The second may have come when the first was done; then it was asked on its own.
            if world.authority.visits.count == 2 { #expect(second.body == first.body) }
            #expect(third.body != first.body)
        }
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// Holds tasks up until it is opened.
final class Gate: Sendable {
    private let isOpen = Mutex(false)

    func open() { isOpen.withLock { $0 = true } }

    func wait() async {
        while !isOpen.withLock({ $0 }) { await Task.yield() }
    }
}
