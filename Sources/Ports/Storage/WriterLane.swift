import Foundation
import Synchronization

/// One thread that owns one connection and commits what waits, batch by batch. No delay is added to fill a batch: the
/// disk's sync of one batch is the time in which the next gathers.
package final class WriterLane: Sendable {
    private let queue: LaneQueue
    private let end = LaneEnd()

    /// - Parameters:
    ///   - waitingMax: jobs that may wait before callers get `StorageError.overloaded`.
    ///   - batchMax: jobs that share a commit at most.
    package init(engine: any LaneEngine, participant: CommitParticipant, waitingMax: Int, batchMax: Int) {
        precondition(batchMax > 0, "a batch of nothing")
        queue = LaneQueue(limit: waitingMax)
        // The thread holds the queue, not the lane: a lane that is dropped without `close` ends its thread as well.
        let thread = Thread { [queue, end] in
            while let jobs = queue.next(batchMax: batchMax) {
                Self.settle(jobs, engine, participant)
            }
            end.arrive()
        }
        thread.name = "storage-writer"
        thread.start()
    }

    deinit {
        queue.close()
    }

    /// Writes that wait for the next batch.
    package var waitingCount: Int { queue.count }

    /// Waits for the commit that carries `body`. A task that is cancelled meanwhile gets its answer all the same, for the
    /// commit it shares is not its own to call off.
    package func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            do {
                try queue.enqueue(LaneJob(body) { continuation.resume(with: $0) })
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Commits what waits, refuses what comes, and returns when the thread has let go of its connection.
    package func close() async {
        queue.close()
        await end.wait()
    }

    private static func settle(_ jobs: [LaneJob], _ engine: any LaneEngine, _ participant: CommitParticipant) {
        do {
            try engine.lend { connection in
                CommitBatch(connection: connection, participant: participant).settle(jobs)
            }
        } catch {
            for job in jobs { job.fail(error) }
        }
    }
}

/// Where those who closed a lane wait for its thread.
private final class LaneEnd: Sendable {
    private enum State {
        case running([CheckedContinuation<Void, Never>])
        case ended
    }

    private let state = Mutex(State.running([]))

    func arrive() {
        let waiting = state.withLock { state in
            defer { state = .ended }
            if case .running(let waiting) = state { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                guard case .running(let waiting) = state else { return true }
                state = .running(waiting + [continuation])
                return false
            }
            if hasEnded { continuation.resume() }
        }
    }
}
