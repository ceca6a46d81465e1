public import Events
public import Logging
public import ServiceLifecycle
import Storage

/// Gives CAs and certificates the statuses of their dates (lifecycles.md). It is edge-triggered: one event for each
/// transition, whenever it looks and however many servers run it.
public struct ExpiryMonitor: Service {
    let cas: CAService
    let configuration: Configuration
    let lease: WorkLease
    private let clock: any Clock<Duration>
    let logger: Logger

    public struct Configuration: Sendable {
        /// Transitions in one transaction.
        public var batchMax = 100
        /// Certificates whose due moment is worked out in one transaction when the windows changed.
        public var windowsBatchMax = 500
        /// Longest time between two looks. What is issued with less life than its window is seen at the next.
        public var pauseMax: Duration = .seconds(10)

        public init() {}
    }

    /// - Parameters:
    ///   - cas: its windows, clock and observers are used.
    ///   - owner: names this process.
    ///   - clock: measures pauses.
    public init(
        cas: CAService, configuration: Configuration = Configuration(), owner: String,
        clock: any Clock<Duration> = ContinuousClock(), logger: Logger
    ) {
        self.cas = cas
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
        lease = WorkLease(name: "expiry", owner: owner)
    }

    /// Returns after a graceful shutdown or a cancellation, with the lease given back.
    /// - Throws: `StorageError.closed` where the database is closed first.
    public func run() async throws {
        let loop = WorkLoop(pauseMax: configuration.pauseMax, clock: clock, logger: logger)
        try await loop.run(beginning: { try await applyWindows() }) {
            guard let next = try await pass() else { return configuration.pauseMax }
            return .milliseconds(next.milliseconds - cas.clock.now().milliseconds)
        }
        try? await cas.database.write { [lease] tx in try lease.giveBack(tx) }
    }

    /// Does what is due now. Where nothing is, that costs a look at the end of two indices, and no write.
    /// - Returns: when there is something to do next, as far as is known; nil where no transition is left.
    @discardableResult
    public func pass() async throws -> Timestamp? {
        let now = cas.clock.now()
        while true {
            let next = try await cas.database.read { try $0.nextDue() }
            guard let next, next <= now else { return next }
            // Another process is at work: look again when its lease may have run out.
            do {
                guard try await step(at: now) else { return now + WorkLease.time }
            } catch  where Postponement.concerns(error) {
                try await stepSingly(at: now)
            }
        }
    }

    /// One bounded transaction.
    /// - Returns: false where another process holds the lease.
    func step(at now: Timestamp) async throws -> Bool {
        let (lease, limit) = (lease, configuration.batchMax)
        let (windows, observers) = (cas.configuration.windows, cas.observers)
        let changed: [String]? = try await cas.database.write { tx in
            guard try lease.take(tx, at: now) else { return nil }
            var transitions = ExpiryTransitions(windows: windows, observers: observers, time: now)
            try transitions.run(limit: limit, in: tx)
            return transitions.changedCAs
        }
        for id in changed ?? [] { cas.issuers.forget(id) }
        return changed != nil
    }
}
