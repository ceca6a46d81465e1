import Synchronization

/// A clock that stands still until somebody sleeps on it, and is then at the end of the sleep at once.
public final class LeapingClock: Clock {
    public struct Instant: InstantProtocol {
        let sinceStart: Duration

        public func advanced(by duration: Duration) -> Instant { Instant(sinceStart: sinceStart + duration) }
        public func duration(to other: Instant) -> Duration { other.sinceStart - sinceStart }
        public static func < (left: Instant, right: Instant) -> Bool { left.sinceStart < right.sinceStart }
    }

    private let elapsed = Mutex(Duration.zero)

    public init() {}

    public var now: Instant { Instant(sinceStart: elapsed.withLock { $0 }) }
    public var minimumResolution: Duration { .nanoseconds(1) }

    /// The time since the clock was made, all sleeps together.
    public var total: Duration { elapsed.withLock { $0 } }

    public func advance(by duration: Duration) {
        elapsed.withLock { $0 += duration }
    }

    public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
        try Task.checkCancellation()
        elapsed.withLock { $0 = max($0, deadline.sinceStart) }
    }
}
