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

    /// Returns when the projection has seen every event that was committed before the call; for `CloudService`.
    /// - Parameters:
    ///   - name: the subscription that the projection runs under.
    ///   - atMost: how long it may take.
    /// - Throws: `ProjectionLags`.
    public func catchUp(
        _ subscriptions: Subscriptions, named name: String, atMost: Duration = .seconds(2),
        clock: ContinuousClock = ContinuousClock()
    ) async throws {
        let end = clock.now + atMost
        var head: Int64?
        while true {
            let ticket = signal.ticket
            // Before its first start a subscription is not listed.
            if let status = try await subscriptions.list().first(where: { $0.name == name }) {
                head = head ?? status.cursor + status.lag
                if let head, status.cursor >= head { return }
            }
            guard clock.now < end, !Task.isCancelled else { throw ProjectionLags() }
            // The projection wakes the signal when it has applied something, a moment before it is committed.
            await signal.wait(since: ticket, atMost: .milliseconds(20), clock: clock)
        }
    }
}
