import Events
import Storage

/// A call that was made, and what came of it.
public struct CallResult: Sendable, Hashable, Codable {
    public let call: CloudCall
    /// Why it failed; nil where it is done.
    public let error: String?
}

extension CloudAccounts {
    /// Makes one resource what it is wanted to be, and stores what came of it.
    ///
    /// A crash anywhere in here leaves the row `working`: it becomes due again, the plan is made anew from what the
    /// account then holds, and calls whose effect is there are not in it.
    func work(
        on claim: WorkClaim, with connector: any CloudConnector
    ) async throws -> (outcome: WorkOutcome, calls: [CallResult]) {
        let (outcome, calls) = await attempt(claim, with: connector)
        try await store(outcome, of: claim)
        return (outcome, calls)
    }

    private func attempt(
        _ claim: WorkClaim, with connector: any CloudConnector
    ) async -> (outcome: WorkOutcome, calls: [CallResult]) {
        var results: [CallResult] = []
        do {
            for call in try await connector.plan(claim.wish.resource) {
                do {
                    try await connector.perform(call)
                } catch {
                    self.calls.add(call.operation, in: claim.connectorID, isDone: false)
                    results.append(CallResult(call: call, error: CloudFault(error).sentence))
                    throw error
                }
                self.calls.add(call.operation, in: claim.connectorID, isDone: true)
                results.append(CallResult(call: call, error: nil))
            }
            return (.settled, results)
        } catch {
            return (CloudFault(error).outcome(attempt: claim.attempts + 1, configuration.attemptsMax), results)
        }
    }

    private func store(_ outcome: WorkOutcome, of claim: WorkClaim) async throws {
        let moment = now()
        switch outcome {
        case .settled:
            try await database.write { tx in
                try tx.settleCloudWork(claim, at: moment)
                try tx.resumeCloudConnector(claim.connectorID)
            }
        case .failed(let error, let parks):
            let next = parks ? nil : self.moment(after: retryDelay(afterAttempt: claim.attempts + 1))
            try await database.write { tx in try tx.failCloudWork(claim, error, next: next, at: moment) }
        case .throttled(let error):
            try await pause(claim, error)
        case .interrupted:
            try await database.write { tx in try tx.postponeCloudWork(claim, nil, until: moment) }
        }
    }

    /// Leaves the whole account alone for a while. Those that were in flight together are one reason to pause, not many.
    private func pause(_ claim: WorkClaim, _ error: String) async throws {
        let moment = now()
        let delays = (1...Self.pausesCounted).map { self.moment(after: pauseDelay(afterPause: $0)) }
        try await database.write { tx in
            let row = try tx.first(
                "SELECT paused_until, pauses FROM cloud_lease WHERE connector_id = \(claim.connectorID)")
            let pausedUntil = Timestamp(milliseconds: try row?.integer(0) ?? 0)
            let pauses = Int(try row?.integer(1) ?? 0)
            guard pausedUntil <= moment else { return try tx.postponeCloudWork(claim, error, until: pausedUntil) }
            let next = delays[min(pauses, delays.count - 1)]
            try tx.pauseCloudConnector(claim.connectorID, until: next, pauses: pauses + 1, error: error)
            try tx.postponeCloudWork(claim, error, until: next)
        }
    }

    /// Beyond this many pauses in a row they get no longer.
    private static let pausesCounted = 16
}

/// An error of a connector, brought to what it means for the work and to a sentence that may be shown.
struct CloudFault {
    private let error: any Error

    /// Errors are kept and shown, so a long answer of a cloud is cut.
    static let sentenceLengthMax = 1_000

    init(_ error: any Error) {
        self.error = error
    }

    var sentence: String {
        let text: String
        switch error as? CloudError {
        case .throttled(let message): text = "The cloud asks us to slow down: \(message)"
        case .unavailable(let message): text = "The cloud cannot be reached: \(message)"
        case .unauthorized(let message): text = "The cloud refuses our credentials: \(message)"
        case .rejected(let message): text = "The cloud rejects the request: \(message)"
        // What else may be thrown is not known to be free of secrets: only its kind is told.
        case nil: text = "The connector failed (\(type(of: error)))."
        }
        return String(text.prefix(Self.sentenceLengthMax))
    }

    func outcome(attempt: Int, _ attemptsMax: Int) -> WorkOutcome {
        if error is CancellationError { return .interrupted }
        return switch error as? CloudError {
        case .throttled: .throttled(sentence)
        case .rejected: .failed(sentence, parks: true)
        case .unavailable, .unauthorized, nil: .failed(sentence, parks: attempt >= attemptsMax)
        }
    }
}
