import Testing

@testable import ESTServer

@Suite("The rate limiter")
struct RateLimiterTests {
    private static let second: UInt64 = 1_000_000_000

    @Test("lets ten seconds' worth through at once, then one for each step of the clock")
    func burst() {
        let limiter = RateLimiter(requestsPerSecond: 2)
        let start = 5 * Self.second
        for _ in 0..<20 { #expect(limiter.take(1, now: start) == nil) }
        #expect(limiter.take(1, now: start) == 1)
        #expect(limiter.take(1, now: start + Self.second / 2) == nil)
        #expect(limiter.take(1, now: start + Self.second / 2) == 1)
        for _ in 0..<20 { #expect(limiter.take(1, now: start + 60 * Self.second) == nil) }
        #expect(limiter.take(1, now: start + 60 * Self.second) == 1)
    }

    @Test("tells how long to wait, and that much later there is a token")
    func wait() throws {
        let limiter = RateLimiter(requestsPerSecond: 0.05)
        #expect(limiter.take(1, now: 0) == nil)
        let wait = try #require(limiter.take(1, now: Self.second))
        #expect(wait == 19)
        #expect(limiter.take(1, now: 19 * Self.second) == 1)
        #expect(limiter.take(1, now: 20 * Self.second) == nil)
    }

    @Test("a key's bucket is its own")
    func keys() {
        let limiter = RateLimiter(requestsPerSecond: 0.1)
        #expect(limiter.take(1, now: 0) == nil && limiter.take(2, now: 0) == nil)
        #expect(limiter.take(1, now: 0) == 10 && limiter.take(2, now: 0) == 10)
    }

    @Test("a million keys take the room of the bound, and the keys in use are not forgotten")
    func bounded() {
        let limiter = RateLimiter(requestsPerSecond: 0.1, bucketsMax: 1_000)
        _ = limiter.take(-1, now: 0)
        for key in 0..<1_000_000 {
            _ = limiter.take(key, now: 0)
            if key % 250 == 0, limiter.take(-1, now: 0) == nil { Issue.record("forgotten after \(key) keys") }
            if limiter.count > 1_000 { Issue.record("\(limiter.count) keys") }
        }
    }

    @Test("the fastest and the slowest rate do not overflow", arguments: [1e-3, 1e-2, 1, 1e6])
    func extremes(rate: Double) {
        let limiter = RateLimiter(requestsPerSecond: rate)
        for now in [0, 1, Self.second, 1 << 62] { _ = limiter.take(1, now: now) }
        #expect(limiter.take(2, now: 1 << 62) == nil)
    }
}
