import Foundation
import TestSupport
import Testing

@testable import AWSIoT

extension CallQuota {
    fileprivate static func of(_ perSecond: Double, burst: Double? = nil) -> CallQuota {
        guard let quota = CallQuota(perSecond: perSecond, burst: burst) else { preconditionFailure("no quota") }
        return quota
    }
}

@Suite("The rate limiter")
struct RateLimiterTests {
    @Test("lets a burst through at once and then keeps to the quota")
    func keepsToTheQuota() async throws {
        let clock = LeapingClock()
        let limiter = RateLimiter(clock: clock, quotas: ["Op": .of(4, burst: 8)])
        for _ in 0..<8 { try await limiter.waitForTurn("Op") }
        #expect(clock.total == .zero)
        for _ in 0..<40 { try await limiter.waitForTurn("Op") }
        #expect(clock.total == .seconds(10))
    }

    @Test(
        "has no quota that would let nothing through",
        arguments: [
            (0.0, nil), (-1, nil), (.infinity, nil), (.nan, nil), (1, 0.5), (1, .nan),
        ] as [(Double, Double?)])
    func emptyQuotas(perSecond: Double, burst: Double?) {
        #expect(CallQuota(perSecond: perSecond, burst: burst) == nil)
    }

    @Test("counts each operation by itself")
    func operationsAreApart() async throws {
        let clock = LeapingClock()
        let limiter = RateLimiter(clock: clock, quotas: [:], otherwise: .of(1))
        try await limiter.waitForTurn("A")
        try await limiter.waitForTurn("B")
        #expect(clock.total == .zero)
        try await limiter.waitForTurn("A")
        #expect(clock.total == .seconds(1))
    }

    @Test("does not save up more than a burst while nobody calls")
    func idleTimeIsNotSaved() {
        var bucket = TokenBucket(.of(10, burst: 2), at: 0)
        #expect((0..<3).map { _ in bucket.take(at: 1_000) } == [0, 0, 0.1])
    }

    @Test("halves its rate when AWS throttles, down to a floor, and comes back to the quota")
    func adapts() {
        var bucket = TokenBucket(.of(10, burst: 1), at: 0)
        bucket.throttled()
        #expect(bucket.take(at: 0) == 0.2)
        for _ in 0..<20 { bucket.throttled() }
        #expect(bucket.share == TokenBucket.shareMin)
        for _ in 0..<200 { bucket.succeeded() }
        #expect(bucket.share == 1)
    }

    @Test("a clock that steps back gives nothing away and breaks nothing")
    func clockStepsBack() {
        var bucket = TokenBucket(.of(1, burst: 1), at: 100)
        #expect([bucket.take(at: 100), bucket.take(at: 50), bucket.take(at: 101)] == [0, 1, 1])
    }
}
