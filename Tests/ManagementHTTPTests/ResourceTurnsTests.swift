import Synchronization
import Testing
@testable import ManagementHTTP

@Suite struct ResourceTurnsTests {
    @Test("one resource is changed by one at a time, also after one failed; another resource does not wait")
    func turns() async throws {
        let turns = ResourceTurns()
        let room = Room()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<50 {
                tasks.addTask {
                    try? await turns.withTurn(on: "a") {
                        #expect(room.enter() == 1)
                        for _ in 0..<5 { await Task.yield() }
                        #expect(await turns.withTurn(on: "b-\(number)") { number } == number)
                        room.leave()
                        if number.isMultiple(of: 3) { throw Failed() }
                    }
                }
            }
            try await tasks.waitForAll()
        }
        #expect(room.visits == 50)
    }

    private struct Failed: Error {}

    /// Counts who is in it, and who was.
    private final class Room: Sendable {
        private let counts = Mutex((inside: 0, left: 0))
        var visits: Int { counts.withLock { $0.left } }

        func enter() -> Int {
            counts.withLock { counts in
                counts.inside += 1
                return counts.inside
            }
        }

        func leave() {
            counts.withLock { $0 = ($0.inside - 1, $0.left + 1) }
        }
    }
}
