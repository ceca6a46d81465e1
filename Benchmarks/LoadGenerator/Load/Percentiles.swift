/// Latencies of a run in microseconds; exact, because every one of them was kept.
public struct Percentiles: Sendable, Codable, Equatable {
    public let p50: Double
    public let p90: Double
    public let p99: Double
    public let max: Double

    /// By nearest rank: the smallest value that at least p percent of the values do not exceed. All zero for no values.
    public init(nanoseconds: [Int64]) {
        let sorted = nanoseconds.sorted()
        func rank(_ percent: Int) -> Double {
            guard !sorted.isEmpty else { return 0 }
            let place = (sorted.count * percent + 99) / 100
            return Double(sorted[Swift.max(0, place - 1)]) / 1_000
        }
        p50 = rank(50)
        p90 = rank(90)
        p99 = rank(99)
        max = rank(100)
    }
}
