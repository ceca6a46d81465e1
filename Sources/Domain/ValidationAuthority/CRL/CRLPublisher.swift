public import EventLog
public import Logging
public import ServiceLifecycle
import Events

/// Publishes lists when they are due, for as long as the process runs. Any number of servers may run it: one of them
/// takes a list at a time.
struct CRLPublisher: Service {
    let service: CRLService
    let clock: any Clock<Duration>
    let logger: Logger

    /// How often due lists are looked for, by an index. It bounds how long a revocation waits for its list.
    private static let pollInterval: Duration = .milliseconds(200)

    /// Returns after a graceful shutdown or a cancellation. What is cut off is done again.
    func run() async throws {
        await cancelWhenGracefulShutdown { await work() }
    }

    private func work() async {
        var hasBegun = false
        while !Task.isCancelled {
            do {
                if !hasBegun {
                    try await service.openAllSeries()
                    hasBegun = true
                }
                let took = try await publishAll()
                // A storm of revocations gathers meanwhile: publishing takes a quarter of the time at most.
                try? await clock.sleep(for: max(Self.pollInterval, min(took * 3, .milliseconds(600))))
            } catch {
                if Task.isCancelled { return }
                logger.error("a CRL cannot be published now", metadata: ["error": "\(error)"])
                try? await clock.sleep(for: .seconds(1))
            }
        }
    }

    /// - Returns: how long it took.
    private func publishAll() async throws -> Duration {
        var total = Duration.zero
        var hasMore = true
        while hasMore, !Task.isCancelled {
            total += try await clock.measure { hasMore = try await service.publishDue() }
        }
        return total
    }
}

extension CRLService {
    /// What the log's subscription is called.
    public static let subscription = "crl-publisher"

    /// What keeps the lists up to date: a reader of the event log that notes what is due, and a publisher.
    /// - Parameters:
    ///   - owner: names this process.
    ///   - pauses: measures pauses.
    public func services(
        log: EventLog, owner: String, pauses: any Clock<Duration> = ContinuousClock(), logger: Logger
    ) -> [any Service] {
        var configuration = SubscriptionConfiguration()
        // Commits of other servers give no hint.
        configuration.pollInterval = .milliseconds(500)
        return [
            SubscriptionRunner(
                database: database, log: log, name: Self.subscription,
                filter: EventFilter(types: CRLProjection.types), projector: CRLProjection(clock: clock),
                configuration: configuration, owner: owner, clock: pauses, now: clock.now, logger: logger),
            CRLPublisher(service: self, clock: pauses, logger: logger),
        ]
    }
}
