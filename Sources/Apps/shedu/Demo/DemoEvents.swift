import CloudEvents
import ManagementClient
import Synchronization

/// Prints the events of the log as they come while `body` works, and then those that are still to come.
func withEventsPrinted(
    _ client: ManagementClient, _ printer: DemoPrinter, _ body: () async throws -> Void
) async throws {
    let printed = Printed()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            try await client.follow(EventSelection()) { sequence, event in
                printer.event(sequence, event)
                printed.last.withLock { $0 = sequence }
                return true
            }
        }
        try await body()
        let end = try await DemoCounts(client: client).lastSequence()
        let deadline = ContinuousClock.now + .seconds(10)
        while printed.last.withLock({ $0 }) < end, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        group.cancelAll()
    }
}

private final class Printed: Sendable {
    let last = Mutex<Int64>(0)
}
