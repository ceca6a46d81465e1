/// What came of the requests of a fleet.
struct FleetTally: Sendable {
    enum Kind: String, Sendable, CaseIterable {
        case enrollment = "enrol"
        case renewal = "re-enrol"
    }

    enum Outcome: Sendable {
        case issued
        /// Somebody has to decide first.
        case pending
        case failed(Refused)
    }

    struct Line: Sendable {
        var issued = 0
        var pending = 0
        var failed = 0
        /// Of those that were answered with a certificate, from when they were due; in no order.
        var latencies: [Duration] = []

        var count: Int { issued + pending + failed }
    }

    /// Failures of one kind, and the first of them.
    struct Failure: Sendable {
        let kind: Kind
        let first: Refused
        var count: Int
    }

    private(set) var lines: [Kind: Line] = [:]
    /// In the order in which the kinds came up.
    private(set) var failures: [Failure] = []

    var count: Int { lines.values.reduce(0) { $0 + $1.count } }

    subscript(kind: Kind) -> Line { lines[kind] ?? Line() }

    mutating func add(_ kind: Kind, _ outcome: Outcome, _ latency: Duration) {
        switch outcome {
        case .issued:
            lines[kind, default: Line()].issued += 1
            lines[kind, default: Line()].latencies.append(latency)
        case .pending:
            lines[kind, default: Line()].pending += 1
        case .failed(let refused):
            lines[kind, default: Line()].failed += 1
            if let index = failures.firstIndex(where: { $0.kind == kind && $0.first.cause == refused.cause }) {
                failures[index].count += 1
            } else {
                failures.append(Failure(kind: kind, first: refused, count: 1))
            }
        }
    }
}

/// By nearest rank: the smallest value that at least so many percent of the values do not exceed.
struct LatencyPercentiles: Sendable, Equatable {
    let p50: Duration
    let p90: Duration
    let p99: Duration
    let max: Duration

    /// Nil for no values.
    init?(_ latencies: [Duration]) {
        guard !latencies.isEmpty else { return nil }
        let sorted = latencies.sorted()
        func rank(_ percent: Int) -> Duration { sorted[(sorted.count * percent + 99) / 100 - 1] }
        (p50, p90, p99, max) = (rank(50), rank(90), rank(99), rank(100))
    }
}
