import Events
public import Logging
public import ServiceLifecycle
import Storage
import Synchronization

/// Keeps every enabled account equal to the PKI for as long as the process runs. Any number of processes may run it: one
/// of them works an account at a time. Each account has a loop of its own, so none holds up another.
public struct Reconciler: Service {
    let accounts: CloudAccounts
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// - Parameter clock: measures pauses; the time of day comes from `accounts`.
    public init(_ accounts: CloudAccounts, clock: any Clock<Duration> = ContinuousClock(), logger: Logger) {
        self.accounts = accounts
        self.clock = clock
        self.logger = logger
    }

    /// Returns after a graceful shutdown or a cancellation, with the leases given back. What is cut off is done again.
    public func run() async throws {
        await cancelWhenGracefulShutdown { await superviseAccounts() }
    }

    private func superviseAccounts() async {
        let running = RunningAccounts()
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let ticket = accounts.signal.ticket
                for id in await enabledConnectors() where running.begin(id) {
                    group.addTask {
                        await keep(id)
                        running.end(id)
                    }
                }
                await rest(since: ticket, atMost: accounts.configuration.pollInterval)
            }
        }
    }

    private func enabledConnectors() async -> [String] {
        do {
            return try await accounts.database.read { snapshot in
                try snapshot.query("SELECT id FROM cloud_connector WHERE enabled = 1 ORDER BY id").map {
                    try $0.text(0)
                }
            }
        } catch is CancellationError {
            return []
        } catch {
            logger.error("cannot list cloud connectors", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// Works one account until it is disabled, deleted, or we are to stop.
    private func keep(_ connectorID: String) async {
        // A wake-up may come before the commit that it tells of: after one, look again soon, then at ease.
        var looksSoon = 0
        while !Task.isCancelled {
            let ticket = accounts.signal.ticket
            var atMost = accounts.configuration.pollInterval
            do {
                guard try await isEnabled(connectorID) else { break }
                if let next = try await drain(connectorID) { atMost = min(atMost, timeUntil(next)) }
            } catch {
                logger.error(
                    "cloud connector stopped for now", metadata: ["connector": "\(connectorID)", "error": "\(error)"])
            }
            if looksSoon > 0 { atMost = min(atMost, .milliseconds(400 >> looksSoon)) }
            let isWoken = await rest(since: ticket, atMost: atMost)
            looksSoon = isWoken ? 5 : max(0, looksSoon - 1)
        }
        let owner = accounts.owner
        try? await accounts.database.write { tx in try tx.releaseCloudLease(connectorID, owner: owner) }
    }

    private func isEnabled(_ connectorID: String) async throws -> Bool {
        try await accounts.database.read { try $0.cloudConnector(connectorID)?.enabled ?? false }
    }

    private func timeUntil(_ moment: Timestamp) -> Duration {
        .milliseconds(max(1, moment.milliseconds - accounts.now().milliseconds))
    }

    @discardableResult
    func rest(since ticket: UInt64, atMost: Duration) async -> Bool {
        await accounts.signal.wait(since: ticket, atMost: atMost, clock: clock)
    }
}

/// The accounts that have a loop.
private final class RunningAccounts: Sendable {
    private let ids = Mutex<Set<String>>([])

    func begin(_ id: String) -> Bool { ids.withLock { $0.insert(id).inserted } }

    func end(_ id: String) { ids.withLock { _ = $0.remove(id) } }
}
