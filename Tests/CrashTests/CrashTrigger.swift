import Synchronization

/// Goes off at the n-th success of any client.
final class CrashTrigger: Sendable {
    private let remaining: Atomic<Int>
    private let stream: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(after successes: Int) {
        remaining = Atomic(successes)
        (stream, signal) = AsyncStream.makeStream()
    }

    func success() {
        if remaining.wrappingSubtract(1, ordering: .relaxed).newValue == 0 { signal.finish() }
    }

    /// For when the load is over. False where that came before the n-th success.
    func release() -> Bool {
        signal.finish()
        return remaining.load(ordering: .relaxed) <= 0
    }

    func wait() async {
        for await _ in stream {}
    }
}
