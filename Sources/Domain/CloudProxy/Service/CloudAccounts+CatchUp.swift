public import EventLog
import Storage

/// The projection did not come to the end of the log in time.
public struct ProjectionLags: Error {}

extension CloudAccounts {
    /// Takes the accounts from whoever works on them. Only for one who knows that nobody else is running: a process that
    /// was killed would keep its successor waiting.
    public func releaseLeases() async throws {
        try await database.write { try $0.endCloudLeases() }
    }

    /// Returns when the projection has seen every event for it that was committed before the call; for `CloudService`.
    /// - Parameters:
    ///   - log: told where the projection's subscription has nothing more to read.
    ///   - name: the subscription that the projection runs under.
    ///   - atMost: how long it may take.
    /// - Throws: `ProjectionLags`.
    public func catchUp(
        _ subscriptions: Subscriptions, named name: String, in log: EventLog, atMost: Duration = .seconds(2),
        clock: ContinuousClock = ContinuousClock()
    ) async throws {
        let end = clock.now + atMost
        var head: Int64?
        while true {
            let ticket = signal.ticket
            // Before its first start a subscription is not listed.
            if let status = try await subscriptions.list().first(where: { $0.name == name }) {
                head = head ?? status.cursor + status.lag
                if let head, try await isPast(status.cursor, until: head, of: log) { return }
            }
            guard clock.now < end, !Task.isCancelled else { throw ProjectionLags() }
            // The projection wakes the signal when it has applied something, a moment before it is committed.
            await signal.wait(since: ticket, atMost: .milliseconds(20), clock: clock)
        }
    }

    /// A cursor moves lazily over events that are not for its reader, so what counts is whether one is left that is.
    private func isPast(_ cursor: Int64, until head: Int64, of log: EventLog) async throws -> Bool {
        if cursor >= head { return true }
        let next = try await database.read {
            try log.read(after: cursor, limit: 1, filter: CloudProjection.filter, from: $0).first
        }
        return next.map { $0.position > head } ?? true
    }
}
