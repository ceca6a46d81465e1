public import NIOCore

/// What came of a load run.
public struct LoadResult: Sendable {
    /// An answer, and which request it answers.
    public struct Answer: Sendable {
        public let request: Int
        public let body: ByteBuffer

        public var bytes: [UInt8] { Array(body.readableBytesView) }
    }

    /// Nanoseconds of each success, in no order.
    public var latencies: [Int64] = []
    /// Where the plan keeps bodies.
    public var answers: [Answer] = []
    /// Requests that were begun and whose outcome nobody knows.
    public var unanswered: [Int] = []
    /// The first thing that went wrong on each lane.
    public var failures: [LoadError] = []
    /// From the first request to the last answer.
    public var nanoseconds: Int64 = 0
    /// The number of the first request that was not begun.
    public var nextRequest = 0

    public init() {}

    public var count: Int { latencies.count }
    public var perSecond: Double { nanoseconds > 0 ? Double(count) * 1e9 / Double(nanoseconds) : 0 }

    mutating func add(_ lane: LoadResult) {
        latencies += lane.latencies
        answers += lane.answers
        unanswered += lane.unanswered
        failures += lane.failures
    }
}
