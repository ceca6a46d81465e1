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

    private let endings: AsyncStream<Void>
    private let ending: AsyncStream<Void>.Continuation

    init() {
        (endings, ending) = AsyncStream.makeStream()
    }

    var now: Instant { Instant(offset: .zero) }
    var minimumResolution: Duration { .nanoseconds(1) }

    /// Ends one sleep, now or the next one.
    func wakeOne() { ending.yield() }

    func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        for await _ in endings { break }
        try Task.checkCancellation()
    }
}
