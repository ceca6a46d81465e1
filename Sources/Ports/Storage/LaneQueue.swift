import Dispatch
import Synchronization

/// The jobs that wait for a lane: many tasks put them in, the lane's thread takes them out.
final class LaneQueue: Sendable {
    private struct State {
        var jobs: [LaneJob] = []
        var isClosed = false
        var laneSleeps = false

        /// Whether the lane has to be woken; true once for each time that it fell asleep.
        mutating func wakesLane() -> Bool {
            defer { laneSleeps = false }
            return laneSleeps
        }
    }

    private let limit: Int
    private let state = Mutex(State())
    private let alarm = DispatchSemaphore(value: 0)

    init(limit: Int) {
        precondition(limit > 0, "a queue that takes nothing")
        self.limit = limit
    }

    var count: Int { state.withLock { $0.jobs.count } }

    /// - Throws: `.overloaded` where the queue is full, `.closed` after `close`.
    func enqueue(_ job: LaneJob) throws(StorageError) {
        let wakes = try state.withLock { state throws(StorageError) in
            guard !state.isClosed else { throw .closed }
            guard state.jobs.count < limit else { throw .overloaded }
            state.jobs.append(job)
            return state.wakesLane()
        }
        if wakes { alarm.signal() }
    }

    /// Takes no more jobs; those that wait are still handed out.
    func close() {
        let wakes = state.withLock { state in
            state.isClosed = true
            return state.wakesLane()
        }
        if wakes { alarm.signal() }
    }

    /// Blocks until there is a job and takes all that wait, at most `batchMax`. Nil once closed and empty.
    func next(batchMax: Int) -> [LaneJob]? {
        while true {
            if let batch = take(batchMax) { return batch.isEmpty ? nil : batch }
            alarm.wait()
        }
    }

    /// Nil where the lane has to wait, empty where nothing will come any more.
    private func take(_ batchMax: Int) -> [LaneJob]? {
        state.withLock { state in
            if state.jobs.isEmpty {
                if state.isClosed { return [] }
                state.laneSleeps = true
                return nil
            }
            if state.jobs.count <= batchMax {
                defer { state.jobs = [] }
                return state.jobs
            }
            defer { state.jobs.removeFirst(batchMax) }
            return Array(state.jobs.prefix(batchMax))
        }
    }
}
