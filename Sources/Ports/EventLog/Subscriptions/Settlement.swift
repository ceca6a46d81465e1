import Events
import Storage

/// What became of a batch, put down in one write together with the cursor.
struct Settlement: Sendable {
    enum Outcome: Sendable {
        case delivered
        case failed(String)
        /// Behind a failed one, or not come to before the shutdown.
        case untried
    }

    private struct Failure: Sendable {
        let candidate: SubscriptionWork.Candidate
        let error: String
        let nextAttempt: Timestamp
        let isParked: Bool
    }

    /// Nothing up to here needs to be read again.
    var cursor: Int64
    private var released: [Int64] = []
    private var failures: [Failure] = []
    private var waiting: [LoggedEvent] = []

    init(cursor: Int64) {
        self.cursor = cursor
    }

    /// - Parameter random: from 0 up to 1, for the backoff.
    mutating func add(
        _ candidate: SubscriptionWork.Candidate, _ outcome: Outcome, _ configuration: SubscriptionConfiguration,
        random: Double, at now: Timestamp
    ) {
        switch outcome {
        case .delivered:
            if candidate.isHeld { released.append(candidate.event.position) }
        case .untried:
            if !candidate.isHeld { waiting.append(candidate.event) }
        case .failed(let error):
            let attempt = candidate.attempts + 1
            let delay = configuration.backoff.delay(afterAttempt: attempt, random: random)
            failures.append(
                Failure(
                    candidate: candidate, error: error,
                    nextAttempt: Timestamp(milliseconds: now.milliseconds + delay.milliseconds),
                    isParked: attempt >= configuration.attemptsMax))
        }
    }

    mutating func hold(_ events: [LoggedEvent]) {
        waiting += events
    }

    /// - Throws: `LeaseLost`, before anything else is written.
    func write(
        for record: SubscriptionRecord, _ lease: SubscriptionLease, _ tx: borrowing Transaction, at now: Timestamp
    ) throws {
        try record.moveCursor(to: cursor, lease, tx, at: now)
        for position in released {
            try tx.execute(
                "DELETE FROM subscription_held WHERE subscription = \(record.name) AND position = \(position)")
        }
        for failure in failures { try put(failure, record.name, tx) }
        for event in waiting {
            try put(event, record.name, state: "waiting", attempts: 0, next: now, error: nil, tx)
        }
        guard !(released.isEmpty && failures.isEmpty && waiting.isEmpty) else { return }
        try tx.execute(SubscriptionTable.promote(record.name, now.milliseconds))
    }

    private func put(_ failure: Failure, _ name: String, _ tx: borrowing Transaction) throws {
        let candidate = failure.candidate
        let state = failure.isParked ? "parked" : "retrying"
        guard candidate.isHeld else {
            try put(
                candidate.event, name, state: state, attempts: candidate.attempts + 1, next: failure.nextAttempt,
                error: failure.error, tx)
            return
        }
        // An update, for whoever runs the house may have taken the event out meanwhile.
        try tx.execute(
            """
            UPDATE subscription_held SET state = \(state), attempts = \(candidate.attempts + 1),
                next_attempt = \(failure.nextAttempt.milliseconds), error = \(failure.error)
            WHERE subscription = \(name) AND position = \(candidate.event.position)
            """)
    }

    private func put(
        _ event: LoggedEvent, _ name: String, state: String, attempts: Int, next: Timestamp, error: String?,
        _ tx: borrowing Transaction
    ) throws {
        try tx.execute(
            """
            INSERT INTO subscription_held (subscription, position, subject, state, attempts, next_attempt, error)
            VALUES (\(name), \(event.position), \(event.subject), \(state), \(attempts), \(next.milliseconds), \(error))
            """)
    }
}
