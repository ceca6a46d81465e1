import CloudEvents
import ManagementClient
import Synchronization

/// Prints the events of the log as they come, while `body` works.
/// - Parameter body: may wait until all events so far are printed, so that a chapter ends with its own.
func withEventsPrinted(
    _ client: ManagementClient, _ printer: DemoPrinter, _ body: (EventsPrinted) async throws -> Void
) async throws {
    let printed = EventsPrinted(client: client)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await client.follow(EventSelection()) { sequence, event in
                printer.event(sequence, event)
                printed.last.withLock { $0 = sequence }
                return true
            }
        }
        try await body(printed)
        group.cancelAll()
    }
}

/// How far the printing has come.
final class EventsPrinted: Sendable {
    fileprivate let last = Mutex<Int64>(0)
    private let client: ManagementClient

    fileprivate init(client: ManagementClient) {
        self.client = client
    }

    /// Returns when every event that is in the log now is printed.
    func catchUp() async throws {
        let end = try await DemoCounts(client: client).lastSequence()
        let deadline = ContinuousClock.now + .seconds(10)
        while last.withLock({ $0 }) < end, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
    }
}
