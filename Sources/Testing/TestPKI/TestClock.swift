public import Events
import Synchronization

/// A wall clock that stands still until a test moves it.
public final class TestClock: Sendable {
    private let time: Mutex<Timestamp>

    /// - Parameter start: 2026-06-01T12:00:00Z unless said otherwise.
    public init(_ start: Timestamp = Timestamp(seconds: 1_780_315_200)) {
        time = Mutex(start)
    }

    public var now: Timestamp { time.withLock { $0 } }
    public var wall: WallClock { WallClock { self.now } }

    public func advance(by duration: WireDuration) {
        time.withLock { $0 = $0 + duration }
    }
}
