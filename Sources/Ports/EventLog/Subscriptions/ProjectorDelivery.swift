import Events
import Storage

/// Applies a batch to a projection: all of it in one transaction, or, where that fails, event by event.
struct ProjectorDelivery: Sendable {
    let worker: SubscriptionWorker
    let projector: any Projector
    let lease: SubscriptionLease

    func apply(_ work: SubscriptionWork) async throws {
        var settlement = Settlement(cursor: work.scannedTo)
        for candidate in work.candidates { add(candidate, .delivered, to: &settlement) }
        settlement.hold(work.blocked)
        if try await apply(work.candidates, settlement) != nil { try await applySingly(work) }
    }

    /// Effects and settlement, in one transaction.
    /// - Returns: the error of the projector, where it failed. Errors of the store are thrown: they are not the event's.
    private func apply(
        _ candidates: [SubscriptionWork.Candidate], _ settlement: Settlement
    ) async throws -> (any Error)? {
        let time = worker.now()
        let events = candidates.map(\.event)
        do {
            try await worker.database.write { [worker, projector, lease] tx in
                try settlement.write(for: worker.record, lease, tx, at: time)
                if events.isEmpty { return }
                do { try projector.apply(events, in: tx) } catch { throw ProjectionFailed(error: error) }
            }
            return nil
        } catch let failure as ProjectionFailed {
            return failure.error
        }
    }

    /// Finds the events that fail and holds them back. Each event that succeeds moves the cursor in its own transaction,
    /// which also puts down what failed before it.
    private func applySingly(_ work: SubscriptionWork) async throws {
        var settlement = Settlement(cursor: work.cursor)
        var heldUp: Set<String> = []
        var blocked = work.blocked[...]
        for candidate in work.candidates {
            let event = candidate.event
            if !candidate.isHeld {
                settlement.hold(takeBlocked(&blocked, before: event.position))
            }
            guard !heldUp.contains(event.subject) else {
                add(candidate, .untried, to: &settlement)
                continue
            }
            var success = settlement
            add(candidate, .delivered, to: &success)
            if !candidate.isHeld { success.cursor = event.position }
            if let error = try await apply([candidate], success) {
                heldUp.insert(event.subject)
                add(candidate, .failed(describe(error)), to: &settlement)
            } else {
                settlement = Settlement(cursor: success.cursor)
            }
        }
        settlement.hold(Array(blocked))
        settlement.cursor = work.scannedTo
        try await worker.settle(settlement, lease)
    }

    private func takeBlocked(_ blocked: inout ArraySlice<LoggedEvent>, before position: Int64) -> [LoggedEvent] {
        let taken = blocked.prefix { $0.position < position }
        blocked = blocked.dropFirst(taken.count)
        return Array(taken)
    }

    private func add(
        _ candidate: SubscriptionWork.Candidate, _ outcome: Settlement.Outcome, to settlement: inout Settlement
    ) {
        settlement.add(
            candidate, outcome, worker.configuration, random: worker.random(), at: worker.now())
    }
}

private struct ProjectionFailed: Error {
    let error: any Error
}
