/// How often an operation may be called: `perSecond` on average, `burst` at once.
public struct CallQuota: Sendable, Hashable {
    public let perSecond: Double
    public let burst: Double

    /// - Parameter burst: at least one call; as much as a second's where it is nil.
    /// - Returns: nil for a quota that would let nothing through, or has no bounds.
    public init?(perSecond: Double, burst: Double? = nil) {
        guard perSecond > 0, perSecond.isFinite, burst ?? 1 >= 1, burst?.isFinite ?? true else { return nil }
        self.init(perSecond, burst: burst ?? perSecond)
    }

    private init(_ perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = max(1, burst)
    }

    fileprivate static func each(_ perSecond: Double) -> CallQuota { CallQuota(perSecond, burst: perSecond) }
}

/// A token bucket. Pure: time is seconds on a clock of the caller's.
struct TokenBucket {
    private let quota: CallQuota
    /// Share of the quota that is used now: halved when AWS throttles, and slowly given back.
    private(set) var share = 1.0
    private var tokens: Double
    private var updatedAt: Double

    static let shareMin = 1.0 / 16
    private static let recovery = 1.02

    init(_ quota: CallQuota, at now: Double) {
        self.quota = quota
        tokens = quota.burst
        updatedAt = now
    }

    /// Takes a token, on credit if need be.
    /// - Returns: the seconds to wait until the token taken is there.
    mutating func take(at now: Double) -> Double {
        tokens = min(quota.burst, tokens + max(0, now - updatedAt) * quota.perSecond * share)
        updatedAt = max(updatedAt, now)
        tokens -= 1
        return max(0, -tokens / (quota.perSecond * share))
    }

    mutating func throttled() {
        share = max(Self.shareMin, share / 2)
        tokens = min(tokens, 0)
    }

    mutating func succeeded() {
        share = min(1, share * Self.recovery)
    }
}

/// Holds calls back so that each operation stays within the account's quota.
public actor RateLimiter<C: Clock> where C.Duration == Duration {
    private let clock: C
    private let start: C.Instant
    private let quotas: [String: CallQuota]
    private let otherwise: CallQuota
    private var buckets: [String: TokenBucket] = [:]

    /// - Parameters:
    ///   - quotas: by operation name.
    ///   - otherwise: for an operation that is not among them.
    public init(
        clock: C, quotas: [String: CallQuota] = CallQuota.awsDefaults, otherwise: CallQuota = .awsDefault
    ) {
        self.clock = clock
        start = clock.now
        self.quotas = quotas
        self.otherwise = otherwise
    }

    func waitForTurn(_ operation: String) async throws {
        let now = seconds(start.duration(to: clock.now))
        var bucket = buckets[operation] ?? TokenBucket(quotas[operation] ?? otherwise, at: now)
        let wait = bucket.take(at: now)
        buckets[operation] = bucket
        if wait > 0 { try await clock.sleep(for: .seconds(wait)) }
    }

    func noteThrottling(_ operation: String) {
        buckets[operation]?.throttled()
    }

    func noteSuccess(_ operation: String) {
        buckets[operation]?.succeeded()
    }

    private func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }
}

extension CallQuota {
    /// For an operation that is not in `awsDefaults`.
    public static let awsDefault = each(10)

    /// What an AWS account may call per second unless it was given more (AWS General Reference, "AWS IoT Core
    /// endpoints and quotas"). What is missing here has `awsDefault`.
    public static let awsDefaults: [String: CallQuota] = [
        "AttachThingPrincipal": each(100),
        "CreateThing": each(100),
        "DescribeThing": each(350),
        "DetachThingPrincipal": each(100),
        "UpdateThing": each(100),
        "GetRetainedMessage": each(500),
        "Publish": each(500),
    ]
}

/// The two sides of a limiter that a client needs, whatever its clock.
public struct Pacing: Sendable {
    enum Outcome { case answered, throttled }

    let waitForTurn: @Sendable (String) async throws -> Void
    let note: @Sendable (String, Outcome) async -> Void

    public static func limited(by limiter: RateLimiter<some Clock>) -> Pacing {
        Pacing(
            waitForTurn: { try await limiter.waitForTurn($0) },
            note: { operation, outcome in
                switch outcome {
                case .answered: await limiter.noteSuccess(operation)
                case .throttled: await limiter.noteThrottling(operation)
                }
            })
    }

    /// As fast as it goes.
    public static let unlimited = Pacing(waitForTurn: { _ in }, note: { _, _ in })
}
