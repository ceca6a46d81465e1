import ManagementAPI
import Synchronization
import Testing
@testable import RegistrationAuthority

@Suite("A turnstile")
struct TurnstileTests {
    final class Crowd: Sendable {
        private let state = Mutex((inside: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func enter() {
            state.withLock { state in
                state.inside += 1
                state.most = max(state.most, state.inside)
            }
        }

        func leave() { state.withLock { $0.inside -= 1 } }
    }

    @Test("lets so many in at a time, and everybody in the end")
    func bounded() async throws {
        let turnstile = Turnstile(places: 3, waitingMax: 100)
        let crowd = Crowd()
        let passed = try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    try await turnstile.pass("a") {
                        crowd.enter()
                        for _ in 0..<10 { await Task.yield() }
                        crowd.leave()
                    }
                }
            }
            return try await group.reduce(0) { count, _ in count + 1 }
        }
        #expect(passed == 50 && crowd.most == 3)
    }

    @Test("turns away who would wait behind too many, and not who has another name")
    func crowded() async throws {
        let turnstile = Turnstile(places: 1, waitingMax: 0)
        try await turnstile.pass("a") {
            let refusal = await #expect(throws: Refusal.self) {
                _ = try await turnstile.pass("a") { 0 }
                return
            }
            #expect(refusal?.kind == .unavailable)
            let passed = try await turnstile.pass("b") { 1 }
            #expect(passed == 1)
        }
        #expect(try await turnstile.pass("a") { 2 } == 2)
    }

    @Test("lets go who does not want to wait any longer")
    func cancelled() async throws {
        let turnstile = Turnstile(places: 1, waitingMax: 10)
        try await turnstile.pass("a") {
            let waiting = Task { try await turnstile.pass("a") { 0 } }
            waiting.cancel()
            await #expect(throws: CancellationError.self) {
                _ = try await waiting.value
                return
            }
        }
        #expect(try await turnstile.pass("a") { 1 } == 1)
    }

    @Test("is left also by who failed inside")
    func failing() async throws {
        struct Fault: Error {}
        let turnstile = Turnstile(places: 1, waitingMax: 0)
        for _ in 0..<3 {
            await #expect(throws: Fault.self) {
                try await turnstile.pass("a") { throw Fault() }
                return
            }
        }
    }
}
