public import Logging
public import ServiceLifecycle
import CertificateAuthority
import Events
import Listing
import ManagementAPI
import Storage

/// Carries bulk operations out, a bounded number of devices in each transaction, and in the same transaction notes how
/// far it is: whatever happens, each device is done once. Any number of servers may run it; one works at a time.
public struct JobWorker: Service {
    private let devices: DeviceService
    private let batchMax: Int
    private let lease: WorkLease
    private let clock: any Clock<Duration>
    private let logger: Logger

    /// How soon a new job is taken up.
    private static let pauseMax: Duration = .seconds(1)

    /// - Parameters:
    ///   - batchMax: devices in one transaction.
    ///   - owner: names this process.
    ///   - clock: measures pauses.
    public init(
        devices: DeviceService, batchMax: Int = 250, owner: String, clock: any Clock<Duration> = ContinuousClock(),
        logger: Logger
    ) {
        precondition(batchMax > 0, "a batch of nothing")
        self.devices = devices
        self.batchMax = batchMax
        self.clock = clock
        self.logger = logger
        lease = WorkLease(name: "device-jobs", owner: owner)
    }

    /// Returns after a graceful shutdown or a cancellation, with the lease given back.
    /// - Throws: `StorageError.closed` where the database is closed first.
    public func run() async throws {
        try await WorkLoop(pauseMax: Self.pauseMax, clock: clock, logger: logger).run {
            try await step() ?? Self.pauseMax
        }
        try? await devices.database.write { [lease] tx in try lease.giveBack(tx) }
    }

    /// One bounded transaction.
    /// - Returns: how long there is nothing to do, as far as it is known; nil where there is no job, or another process is
    ///   at it.
    @discardableResult
    public func step() async throws -> Duration? {
        let time = devices.clock.now()
        guard let due = try await devices.database.read({ try $0.nextJob() })?.nextAt else { return nil }
        guard due <= time else { return .milliseconds(due.milliseconds - time.milliseconds) }
        let (lease, batchMax) = (lease, batchMax)
        return try await devices.database.write { tx in
            guard try lease.take(tx, at: time), var job = try tx.nextJob(), job.nextAt <= time else { return nil }
            try tx.advance(&job, by: batchMax, at: time)
            try tx.update(job)
            return .zero
        }
    }
}

extension Transaction {
    /// Does the next devices of a job.
    fileprivate func advance(_ job: inout DeviceJob, by batchMax: Int, at time: Timestamp) throws {
        // With a rate, a tenth of a second's worth.
        let size = job.body.rate.map { min(max($0 / 10, 1), batchMax) } ?? batchMax
        let page = try DeviceList.page(job.query(size), in: self)
        let caller = Caller(actor: job.requestedBy)
        for id in page.list {
            let result = try perform(job.operation, on: id, at: time, by: caller)
            try insert(result, number: job.count(result.outcome), of: job)
        }
        job.bookmark = page.next
        if page.next == nil {
            job.state = .finished
            job.finishedAt = time
        } else if let rate = job.body.rate {
            job.nextAt = time + WireDuration(milliseconds: Int64(page.list.count * 1000 / rate))
        }
    }

    private func perform(
        _ operation: DeviceOperation, on id: String, at time: Timestamp, by caller: Caller
    ) throws -> JobResultView {
        do {
            let hasChanged = try perform(operation, on: try existingDevice(id), at: time, by: caller)
            return JobResultView(
                deviceID: id, outcome: hasChanged ? .changed : .unchanged, detail: "", time: time.milliseconds)
        } catch let refusal as Refusal {
            return JobResultView(
                deviceID: id, outcome: .refused, detail: refusal.sentence, time: time.milliseconds)
        }
    }
}

extension DeviceJob {
    /// - Returns: how many devices are done, this one among them.
    fileprivate mutating func count(_ outcome: JobOutcome) -> Int64 {
        switch outcome {
        case .changed: changed += 1
        case .unchanged: unchanged += 1
        case .refused: refused += 1
        }
        return changed + unchanged + refused
    }
}
