import ServiceLifecycle
import Storage

/// Delivers a batch: subjects side by side, the events of each one after the other.
struct SubscriberDelivery: Sendable {
    typealias Candidate = SubscriptionWork.Candidate

    let subscriber: any Subscriber
    let concurrencyMax: Int
    let timeMax: Duration
    let clock: any Clock<Duration>

    /// One outcome for each candidate. On shutdown, deliveries that are under way are finished and no more are begun.
    func deliver(_ candidates: [Candidate]) async -> [(Candidate, Settlement.Outcome)] {
        await withTaskGroup(of: [(Candidate, Settlement.Outcome)].self) { group in
            var outcomes: [(Candidate, Settlement.Outcome)] = []
            for (index, chain) in chains(candidates).enumerated() {
                if index >= concurrencyMax { outcomes += await group.next() ?? [] }
                group.addTask { await deliverInOrder(chain) }
            }
            for await more in group { outcomes += more }
            return outcomes
        }
    }

    /// The candidates of each subject, in order.
    private func chains(_ candidates: [Candidate]) -> [[Candidate]] {
        var places: [String: Int] = [:]
        var chains: [[Candidate]] = []
        for candidate in candidates {
            if let place = places[candidate.event.subject] {
                chains[place].append(candidate)
            } else {
                places[candidate.event.subject] = chains.count
                chains.append([candidate])
            }
        }
        return chains
    }

    private func deliverInOrder(_ chain: [Candidate]) async -> [(Candidate, Settlement.Outcome)] {
        var outcomes: [(Candidate, Settlement.Outcome)] = []
        var isHeldUp = false
        for candidate in chain {
            let outcome = isHeldUp || Task.isStopping ? .untried : await deliver(candidate.event)
            if case .delivered = outcome {} else { isHeldUp = true }
            outcomes.append((candidate, outcome))
        }
        return outcomes
    }

    private func deliver(_ event: LoggedEvent) async -> Settlement.Outcome {
        do {
            try await deliverInTime(event)
            return .delivered
        } catch {
            return Task.isCancelled ? .untried : .failed(describe(error))
        }
    }

    private func deliverInTime(_ event: LoggedEvent) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await subscriber.deliver(event) }
            group.addTask {
                try await clock.sleep(for: timeMax)
                throw DeliveryTimedOut()
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

struct DeliveryTimedOut: Error, CustomStringConvertible {
    var description: String { "the delivery took too long and was called off" }
}

/// What is kept of an error.
func describe(_ error: any Error) -> String {
    String(String(describing: error).prefix(500))
}

extension Task where Success == Never, Failure == Never {
    /// Whether nothing new shall be begun.
    static var isStopping: Bool { isCancelled || isShuttingDownGracefully }
}
