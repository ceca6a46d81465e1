public import Logging
public import ServiceLifecycle
import Events
import Storage

/// Revokes in bounded transactions what hangs on a CA that has very many certificates. Any number of servers may run it:
/// one works, and what it leaves behind when it is killed, the next goes on with.
public struct RevocationWorker: Service {
    let cas: CAService
    private let batchMax: Int
    private let lease: WorkLease
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// How soon a new series is taken up.
    private static let pauseMax: Duration = .seconds(1)

    /// - Parameters:
    ///   - batchMax: certificates and CAs that are revoked in one transaction.
    ///   - owner: names this process.
    ///   - clock: measures pauses.
    public init(
        cas: CAService, batchMax: Int = 100, owner: String, clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        precondition(batchMax > 0, "a batch of nothing")
        self.cas = cas
        self.batchMax = batchMax
        self.clock = clock
        self.logger = logger
        lease = WorkLease(name: "revocation", owner: owner)
    }

    /// Returns after a graceful shutdown or a cancellation, with the lease given back.
    /// - Throws: `StorageError.closed` where the database is closed first.
    public func run() async throws {
        try await WorkLoop(pauseMax: Self.pauseMax, clock: clock, logger: logger).run {
            try await step() ? .zero : Self.pauseMax
        }
        try? await cas.database.write { [lease] tx in try lease.giveBack(tx) }
    }

    /// One bounded transaction.
    /// - Returns: false where there is nothing to do, or another process is at it.
    @discardableResult
    public func step() async throws -> Bool {
        guard try await cas.database.read({ try $0.openRevocationSeries() }) != nil else { return false }
        let time = cas.clock.now()
        let (lease, batchMax, observers) = (lease, batchMax, cas.observers)
        let revokedCAs: [String]? = try await cas.database.write { tx in
            guard try lease.take(tx, at: time), var series = try tx.openRevocationSeries() else { return nil }
            var cascade = RevocationCascade(
                time: time, caller: series.caller, observers: observers, limit: batchMax)
            // A CA that is not live any more went with one above it.
            if let ca = try tx.certificateAuthority(series.caID), ca.status.isLive {
                if try cascade.revoke(ca, series.reason, in: tx) { series.finishedAt = time }
            } else {
                series.finishedAt = time
            }
            series.revoked += cascade.revoked
            try tx.put(series)
            return cascade.revokedCAs
        }
        for id in revokedCAs ?? [] { cas.issuers.forget(id) }
        return revokedCAs != nil
    }
}
