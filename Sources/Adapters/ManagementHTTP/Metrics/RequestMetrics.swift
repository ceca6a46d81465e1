import Synchronization

/// Counts requests and how long they took, by endpoint. Recording takes no lock.
final class RequestMetrics: Sendable {
    /// Upper bounds of the histogram, in seconds.
    static let bounds: [Double] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
    private static let boundNanoseconds = bounds.map { Int64($0 * 1e9) }

    final class Counter: Sendable {
        private let count = Atomic<Int64>(0)
        var value: Int64 { count.load(ordering: .relaxed) }
        func add(_ amount: Int64) { count.add(amount, ordering: .relaxed) }
    }

    /// What is counted of one endpoint.
    struct Series: Sendable {
        let endpoint: String
        /// By the first digit of the status, from 1.
        let classes = (1...5).map { _ in Counter() }
        /// By bound; the last one is for what took longer than all of them.
        let buckets = (0...bounds.count).map { _ in Counter() }
        let nanoseconds = Counter()
    }

    private let series: [String: Series]
    private let others = Series(endpoint: "none")
    /// Live streams at this moment.
    let streams = Counter()

    init(_ endpoints: [String]) {
        series = Dictionary(endpoints.map { ($0, Series(endpoint: $0)) }) { first, _ in first }
    }

    /// - Parameter endpoint: nil for a request that no row is for.
    func record(_ endpoint: String?, status: Int, _ duration: Duration) {
        let series = endpoint.flatMap { self.series[$0] } ?? others
        let parts = duration.components
        let nanoseconds = parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000
        series.classes[min(max(status / 100, 1), 5) - 1].add(1)
        series.nanoseconds.add(nanoseconds)
        let bucket = Self.boundNanoseconds.firstIndex { nanoseconds <= $0 } ?? Self.bounds.count
        series.buckets[bucket].add(1)
    }

    /// Those with a request, by name.
    var used: [Series] {
        (series.values + [others]).filter { $0.classes.contains { $0.value > 0 } }
            .sorted { $0.endpoint < $1.endpoint }
    }
}
