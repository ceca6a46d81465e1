import Dispatch
import Storage
import Synchronization
import Testing

@Suite("Writer lane")
struct WriterLaneTests {
    @Test("a lane that is behind refuses more than its limit, and serves those that it took", .timeLimit(.minutes(5)))
    func isBounded() async throws {
        let gate = DispatchSemaphore(value: 0)
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let lane = WriterLane(engine: Engine(), participant: .none, waitingMax: 3, batchMax: 2)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await lane.write { _ in
                    begins.finish()
                    gate.wait()
                }
            }
            for await _ in begun {}
            for _ in 1...3 { group.addTask { try await lane.write { _ in } } }
            while lane.waitingCount < 3 { await Task.yield() }
            await #expect(throws: StorageError.overloaded) { try await lane.write { _ in } }
            gate.signal()
            try await group.waitForAll()
        }
        try await lane.write { _ in }
        await lane.close()
        await #expect(throws: StorageError.closed) { try await lane.write { _ in } }
    }

    @Test("where the connection cannot be lent everybody gets the reason")
    func cannotLend() async throws {
        let lane = WriterLane(engine: Engine(isBroken: true), participant: .none, waitingMax: 10, batchMax: 10)
        await #expect(throws: Engine.Broken.self) { try await lane.write { _ in } }
        await #expect(throws: Engine.Broken.self) { try await lane.write { _ in } }
        await lane.close()
    }

    @Test("a lane that is dropped ends its thread and lets go of its engine")
    func endsWhenDropped() async throws {
        let (ended, ends) = AsyncStream.makeStream(of: Void.self)
        do {
            let lane = WriterLane(
                engine: Engine(onEnd: { ends.finish() }), participant: .none, waitingMax: 10, batchMax: 10)
            try await lane.write { _ in }
        }
        for await _ in ended {}
    }
}

private final class Engine: LaneEngine {
    struct Broken: Error {}

    private let isBroken: Bool
    private let onEnd: @Sendable () -> Void

    init(isBroken: Bool = false, onEnd: @escaping @Sendable () -> Void = {}) {
        self.isBroken = isBroken
        self.onEnd = onEnd
    }

    deinit { onEnd() }

    func lend(_ body: (any LaneConnection) -> Void) throws {
        if isBroken { throw Broken() }
        body(ScriptedConnection())
    }
}
