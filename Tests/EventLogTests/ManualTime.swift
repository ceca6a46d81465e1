import Events
import Synchronization

/// The time of a test: it passes when the test says so.
final class ManualTime: Sendable {
    private let current = Mutex(House.time)

    var now: Timestamp { current.withLock { $0 } }

    func pass(_ duration: Duration) {
        let milliseconds = duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
        current.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + milliseconds) }
    }
}

/// A clock on which every sleep lasts until the sleeper is cancelled, or until the test ends all sleeps.
final class SleepyClock: Clock {
    struct Instant: InstantProtocol {
        let offset: Duration

        func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private struct State {
        var lastSleeper: UInt64 = 0
        var sleepers: [UInt64: CheckedContinuation<Void, any Error>] = [:]
        /// Ends of sleeps that have not begun.
        var wakeUps = 0
    }

    private let state = Mutex(State())

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// Ends one sleep, now or the next one.
    func wakeOne() {
        let sleeper = state.withLock { state -> CheckedContinuation<Void, any Error>? in
            guard let id = state.sleepers.keys.min() else {
                state.wakeUps += 1
                return nil
            }
            return state.sleepers.removeValue(forKey: id)
        }
        sleeper?.resume()
    }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        let id = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                lieDown(id, continuation)
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    /// A cancellation before this is seen here; one after it finds the sleeper.
    private func lieDown(_ id: UInt64, _ continuation: CheckedContinuation<Void, any Error>) {
        let outcome = state.withLock { state -> Result<Void, any Error>? in
            if Task.isCancelled { return .failure(CancellationError()) }
            if state.wakeUps > 0 {
                state.wakeUps -= 1
                return .success(())
            }
            state.sleepers[id] = continuation
            return nil
        }
        if let outcome { continuation.resume(with: outcome) }
    }
}
