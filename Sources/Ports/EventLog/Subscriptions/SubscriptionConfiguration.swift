/// How a subscription is worked. Every list has a bound.
public struct SubscriptionConfiguration: Sendable {
    /// Events that are read at a time; their cursor moves in one write.
    public var batchMax = 1_000
    /// Events that may be held back (retried, parked, or behind such a one). Where there are more the cursor stands still,
    /// which shows as a growing lag.
    public var heldMax = 10_000
    /// Deliveries at the same time, each of another subject.
    public var concurrentDeliveriesMax = 16
    /// A delivery that takes longer is called off and counts as failed.
    public var deliveryTimeMax: Duration = .seconds(60)
    /// Attempts after which an event is parked.
    public var attemptsMax = 10
    public var backoff = Backoff()
    /// How long a process that died keeps others from taking over.
    public var leaseTime: Duration = .seconds(30)
    /// How often the log is looked at without a hint.
    public var pollInterval: Duration = .seconds(5)
    /// How long events gather after a hint. It bounds what a subscriber costs while commits are many and small: a read and a
    /// write for each such time, not for each commit. It is also the delay of an event that comes alone.
    public var gatherTime: Duration = .milliseconds(20)
    /// Where a subscription that is new begins: at the first event, or with those that are yet to come.
    public var startsAtHead = false

    public init() {}
}

/// Exponential backoff with jitter: between half of and the whole of a time that doubles with each attempt.
public struct Backoff: Sendable, Equatable {
    public var first: Duration
    public var max: Duration

    public init(first: Duration = .seconds(1), max: Duration = .seconds(300)) {
        self.first = first
        self.max = max
    }

    /// - Parameters:
    ///   - attempt: how many failed, from 1.
    ///   - random: from 0 up to 1.
    public func delay(afterAttempt attempt: Int, random: Double) -> Duration {
        var delay = first
        for _ in 1..<Swift.max(attempt, 1) where delay < max { delay *= 2 }
        return min(delay, max) * (0.5 + 0.5 * random)
    }
}

extension Duration {
    /// Rounded down.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
