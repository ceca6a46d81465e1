public import Events
public import Logging
public import ServiceLifecycle
public import Storage

/// Keeps one subscription going for as long as the process runs. Any number of processes may run the same subscription: one
/// of them works, the others stand by and take over when its lease has run out.
///
/// Delivery is at least once and in order for each subject. An event that fails is tried again later, while the events of
/// other subjects go on; those of its own subject wait behind it. After the last attempt it is parked, and its subject
/// stands still until it is retried or skipped, for order is the promise.
public struct SubscriptionRunner: Service {
    private let worker: SubscriptionWorker
    private let logger: Logger

    /// - Parameters:
    ///   - owner: names this process; shown in the list of subscriptions.
    ///   - clock: measures pauses; `now` tells the time of leases and retries, which processes share.
    ///   - random: from 0 up to 1, for the jitter of retries.
    public init(
        database: any Database, log: EventLog, name: String, filter: EventFilter = .all, subscriber: some Subscriber,
        configuration: SubscriptionConfiguration = SubscriptionConfiguration(), owner: String,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.init(
            database, log, name, filter, .subscriber(subscriber), configuration, owner, clock, now, random, logger)
    }

    /// The same for a projector, whose effects are tables of this database.
    public init(
        database: any Database, log: EventLog, name: String, filter: EventFilter = .all, projector: some Projector,
        configuration: SubscriptionConfiguration = SubscriptionConfiguration(), owner: String,
        clock: any Clock<Duration> = ContinuousClock(), now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }, logger: Logger
    ) {
        self.init(
            database, log, name, filter, .projector(projector), configuration, owner, clock, now, random, logger)
    }

    private init(
        _ database: any Database, _ log: EventLog, _ name: String, _ filter: EventFilter, _ consumer: Consumer,
        _ configuration: SubscriptionConfiguration, _ owner: String, _ clock: any Clock<Duration>,
        _ now: @escaping @Sendable () -> Timestamp, _ random: @escaping @Sendable () -> Double, _ logger: Logger
    ) {
        let record = SubscriptionRecord(
            name: name, owner: owner, leaseTime: configuration.leaseTime, startsAtHead: configuration.startsAtHead)
        worker = SubscriptionWorker(
            database: database, log: log, record: record, filter: filter, consumer: consumer,
            configuration: configuration, clock: clock, now: now, random: random)
        var logger = logger
        logger[metadataKey: "subscription"] = "\(name)"
        self.logger = logger
    }

    /// Returns after a graceful shutdown or a cancellation, with the lease given back.
    /// - Throws: `StorageError.closed` where the database is closed first.
    public func run() async throws {
        var lease: SubscriptionLease?
        var failures = 0
        while !Task.isStopping {
            let ticket = worker.log.ticket()
            do {
                if let pause = try await worker.step(&lease) { await rest(pause, since: lease == nil ? nil : ticket) }
                failures = 0
            } catch StorageError.closed {
                throw StorageError.closed
            } catch {
                failures += 1
                if !Task.isStopping { await rest(afterFailure: failures, error) }
            }
        }
        await giveBack(lease)
    }

    /// - Parameter ticket: nil where commits are no reason to go on.
    private func rest(_ pause: Duration, since ticket: LogTicket?) async {
        let worker = worker
        try? await cancelWhenGracefulShutdown {
            if let ticket {
                await worker.log.waitForMore(since: ticket, atMost: pause, clock: worker.clock)
                try await worker.clock.sleep(for: worker.configuration.gatherTime)
            } else {
                try await worker.clock.sleep(for: pause)
            }
        }
    }

    private func rest(afterFailure count: Int, _ error: any Error) async {
        let pause = Backoff(max: .seconds(30)).delay(afterAttempt: count, random: worker.random())
        logger.warning("subscription cannot be worked", metadata: ["error": "\(error)", "again-in": "\(pause)"])
        await rest(pause, since: nil)
    }

    private func giveBack(_ lease: SubscriptionLease?) async {
        guard let lease else { return }
        do {
            try await worker.release(lease)
        } catch {
            logger.notice("lease not given back, it runs out by itself", metadata: ["error": "\(error)"])
        }
    }
}
