import Synchronization

/// How many requests a second are answered; 0 is no limit.
///
/// After a pause as many as ``RateLimiter/burstSeconds`` seconds allow may come at once.
public struct ESTRates: Sendable, Hashable {
    /// For each client certificate, and for each address of clients without one.
    public var perClient: Double
    /// For each label.
    public var perDMS: Double

    public init(perClient: Double = 0, perDMS: Double = 0) {
        self.perClient = perClient
        self.perDMS = perDMS
    }
}

/// Token buckets, one for each key, in bounded memory: those that were used longest ago are forgotten first.
///
/// A bucket is one number: the time at which it is full again. A full bucket and a forgotten one are the same, so
/// nothing is lost by forgetting those that nobody uses. There are two generations: what is used moves to the younger
/// one, and when that has grown to its bound the older one is dropped.
final class RateLimiter: Sendable {
    static let burstSeconds = 10.0

    private struct Buckets {
        var young: [Int: UInt64] = [:]
        var old: [Int: UInt64] = [:]
    }

    private let nanosecondsPerRequest: UInt64
    private let burstNanoseconds: UInt64
    private let generationMax: Int
    private let buckets = Mutex(Buckets())

    /// - Parameters:
    ///   - requestsPerSecond: more than 0.
    ///   - bucketsMax: how many keys are remembered at most.
    init(requestsPerSecond: Double, bucketsMax: Int = 100_000) {
        precondition(requestsPerSecond > 0 && requestsPerSecond.isFinite)
        nanosecondsPerRequest = UInt64((1e9 / requestsPerSecond).rounded().clamped(to: 1...1e15))
        burstNanoseconds = max(UInt64(Self.burstSeconds * 1e9), nanosecondsPerRequest)
        generationMax = max(bucketsMax / 2, 1)
    }

    var count: Int { buckets.withLock { $0.young.count + $0.old.count } }

    /// Takes one token.
    ///
    /// - Parameters:
    ///   - key: a hash with a seed of this process, so that no client can aim at the bucket of another.
    ///   - now: nanoseconds on a clock that only goes forward.
    /// - Returns: nil if there was one, otherwise the seconds, rounded up, until there will be.
    func take(_ key: Int, now: UInt64) -> Int? {
        buckets.withLock { buckets in
            let full = max(buckets.young[key] ?? buckets.old[key] ?? 0, now)
            let (step, limit) = (nanosecondsPerRequest, now + burstNanoseconds)
            let mayPass = full + step <= limit
            // One that is refused is in use too: forgetting it would give it a full bucket.
            buckets.young[key] = mayPass ? full + step : full
            if buckets.young.count >= generationMax {
                buckets.old = buckets.young
                buckets.young = [:]
            }
            return mayPass ? nil : Int((full + step - limit + 999_999_999) / 1_000_000_000)
        }
    }
}

extension Double {
    fileprivate func clamped(to range: ClosedRange<Double>) -> Double {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
