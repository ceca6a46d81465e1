import Events
import Storage

/// Works one subscription, a batch a step.
struct SubscriptionWorker: Sendable {
    let database: any Database
    let log: EventLog
    let record: SubscriptionRecord
    let filter: EventFilter
    let consumer: Consumer
    let configuration: SubscriptionConfiguration
    let clock: any Clock<Duration>
    let now: @Sendable () -> Timestamp
    let random: @Sendable () -> Double

    /// Takes the lease if there is none, does what there is to do, and puts it down.
    /// - Returns: how long there is nothing to do, as far as is known; nil where there may be more at once.
    func step(_ lease: inout SubscriptionLease?) async throws -> Duration? {
        guard let held = lease else {
            lease = try await acquire()
            return lease == nil ? try await standby() : nil
        }
        do {
            return try await step(held, &lease)
        } catch is LeaseLost {
            lease = nil
            return nil
        }
    }

    func release(_ lease: SubscriptionLease) async throws {
        try await database.write { [record] tx in try record.release(lease, tx) }
    }

    private func acquire() async throws -> SubscriptionLease? {
        let time = now()
        let until = try await database.read { [record] in try record.leasedUntil($0) }
        if let until, until > time { return nil }
        return try await database.write { [record] tx in try record.acquire(tx, at: time) }
    }

    /// Another process works; look again when its lease may have run out.
    private func standby() async throws -> Duration {
        let until = try await database.read { [record] in try record.leasedUntil($0) }
        let left = (until?.milliseconds ?? 0) - now().milliseconds
        return min(configuration.pollInterval, .milliseconds(max(left, 1)))
    }

    private func step(_ held: SubscriptionLease, _ lease: inout SubscriptionLease?) async throws -> Duration? {
        let time = now()
        let work = try await database.read { [self] snapshot in
            try record.work(
                held, log, filter, batchMax: configuration.batchMax, heldMax: configuration.heldMax, at: time,
                from: snapshot)
        }
        if work.isEmpty { return try await settleNothing(work, held, &lease, at: time) }
        switch consumer {
        case .projector(let projector):
            try await ProjectorDelivery(worker: self, projector: projector, lease: held).apply(work)
        case .subscriber(let subscriber):
            let settlement = try await deliver(work, to: subscriber, held)
            try await settle(settlement, held)
        }
        lease?.until = record.end(from: time)
        return nil
    }

    /// Where the log has grown by events that are not for us, the cursor moves along with the renewal of the lease or for
    /// many at a time: a quiet subscription does not cost a write for each commit of others.
    private func settleNothing(
        _ work: SubscriptionWork, _ held: SubscriptionLease, _ lease: inout SubscriptionLease?, at time: Timestamp
    ) async throws -> Duration {
        let left = held.until.milliseconds - time.milliseconds
        let renews = left < configuration.leaseTime.milliseconds * 2 / 3
        if renews || work.scannedTo - work.cursor >= configuration.batchMax {
            try await settle(Settlement(cursor: work.scannedTo), held)
            lease?.until = record.end(from: time)
        }
        var pause = min(configuration.pollInterval, configuration.leaseTime / 3)
        if let due = work.nextDue {
            pause = min(pause, .milliseconds(max(due.milliseconds - time.milliseconds, 0)))
        }
        return pause
    }

    private func deliver(
        _ work: SubscriptionWork, to subscriber: any Subscriber, _ held: SubscriptionLease
    ) async throws -> Settlement {
        let delivery = SubscriberDelivery(
            subscriber: subscriber, concurrencyMax: configuration.concurrentDeliveriesMax,
            timeMax: configuration.deliveryTimeMax, clock: clock)
        let outcomes = try await keeping(held) { await delivery.deliver(work.candidates) }
        var settlement = Settlement(cursor: work.scannedTo)
        let time = now()
        for (candidate, outcome) in outcomes {
            settlement.add(candidate, outcome, configuration, random: random(), at: time)
        }
        settlement.hold(work.blocked)
        return settlement
    }

    /// Renews the lease while `operation` runs, and calls it off where the lease is lost.
    private func keeping<Value: Sendable>(
        _ held: SubscriptionLease, _ operation: @escaping @Sendable () async -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { await operation() }
            group.addTask {
                while !Task.isCancelled {
                    try? await clock.sleep(for: configuration.leaseTime / 3)
                    if !Task.isCancelled { try await renew(held) }
                }
                return nil
            }
            while let result = try await group.next() {
                guard let value = result else { continue }
                group.cancelAll()
                return value
            }
            throw CancellationError()
        }
    }

    /// A renewal that the store could not do just now is no reason to call deliveries off: the settlement will tell.
    private func renew(_ held: SubscriptionLease) async throws(LeaseLost) {
        let time = now()
        do {
            try await database.write { [record] tx in try record.renew(held, tx, at: time) }
        } catch let lost as LeaseLost {
            throw lost
        } catch {}
    }

    func settle(_ settlement: Settlement, _ held: SubscriptionLease) async throws {
        let time = now()
        try await database.write { [record] tx in try settlement.write(for: record, held, tx, at: time) }
    }
}
