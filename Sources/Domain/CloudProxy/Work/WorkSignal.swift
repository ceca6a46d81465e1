import Synchronization

/// Wakes those who wait for work. It is a hint: it may come before the commit that it tells of, and is lost between
/// processes; the reconciler finds the rows by a timer anyway.
public final class WorkSignal: Sendable {
    private struct State {
        var wakes: UInt64 = 0
        var lastWaiter: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    public init() {}

    /// How often it was woken so far; to wait from.
    var ticket: UInt64 { state.withLock { $0.wakes } }

    public func wake() {
        let waiting = state.withLock { state in
            state.wakes += 1
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    /// Returns after a wake that came after the ticket was taken, after `atMost`, or when the task is cancelled.
    /// - Returns: whether it was woken.
    @discardableResult
    func wait(since ticket: UInt64, atMost: Duration, clock: any Clock<Duration>) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait(since: ticket) }
            group.addTask { try? await clock.sleep(for: atMost) }
            await group.next()
            group.cancelAll()
        }
        return self.ticket != ticket
    }

    private func wait(since ticket: UInt64) async {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A cancellation before this is seen here; one after it finds the continuation.
                let isOver = state.withLock { state in
                    if state.wakes != ticket || Task.isCancelled { return true }
                    state.waiting[waiter] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: waiter) }?.resume()
        }
    }
}
