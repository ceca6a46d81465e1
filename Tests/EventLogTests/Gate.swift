import Dispatch
import Synchronization

/// Holds up a body on the lane's thread until the test lets it go.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let isOver = Mutex(false)
    private let arrivals: AsyncStream<Void>
    private let arrived: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrived) = AsyncStream.makeStream()
    }

    func waitUntilOpen() {
        arrived.yield()
        semaphore.wait()
        // A body may be run again; the gate stays open.
        semaphore.signal()
    }

    func open() { semaphore.signal() }

    /// Returns when a body stands at the gate, or when none will come.
    func arrival() async {
        for await _ in arrivals { return }
    }

    /// The body has had its answer, whether it came by here or not.
    func pass() {
        isOver.withLock { $0 = true }
        arrived.finish()
    }

    var isPassed: Bool { isOver.withLock { $0 } }
}
