import Synchronization

/// A moment in the life of a log. What is committed later ends a wait that started from it.
public struct LogTicket: Sendable {
    fileprivate let commits: UInt64
}

extension EventLog {
    /// Take one before reading; if there was nothing to read, wait from it: no commit falls between.
    public func ticket() -> LogTicket {
        signal.ticket()
    }

    /// Returns after the next commit with events, after `atMost`, or when the task is cancelled, whichever is first; at once
    /// if there was a commit since the ticket was taken. It is a hint: commits of other processes are seen by reading again.
    public func waitForMore(
        since ticket: LogTicket, atMost: Duration, clock: any Clock<Duration> = ContinuousClock()
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await signal.wait(since: ticket) }
            group.addTask { try? await clock.sleep(for: atMost) }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Wakes any number of tasks, none of which holds a thread. Commits while nobody waits are one wake-up.
final class LogSignal: Sendable {
    private struct State {
        var commits: UInt64 = 0
        var lastWaiter: UInt64 = 0
        var waiting: [UInt64: CheckedContinuation<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    func ticket() -> LogTicket {
        LogTicket(commits: state.withLock { $0.commits })
    }

    func wake() {
        let waiting = state.withLock { state in
            state.commits += 1
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume() }
    }

    func wait(since ticket: LogTicket) async {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return state.lastWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // A cancellation before this is seen here; one after it finds the continuation.
                let isOver = state.withLock { state in
                    if state.commits != ticket.commits || Task.isCancelled { return true }
                    state.waiting[waiter] = continuation
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: waiter) }?.resume()
        }
    }

    /// How many tasks wait.
    var waitingCount: Int { state.withLock { $0.waiting.count } }
}
