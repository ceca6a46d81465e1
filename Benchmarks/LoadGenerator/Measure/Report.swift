/// Everything that a run measured, for people and machines.
public struct Report: Sendable, Codable {
    public let machine: Machine
    public let floor: Floor
    public internal(set) var measurements: [ScenarioFigures] = []
    public internal(set) var books: Books?
}

/// One scenario at one number of requests in flight. Durations in microseconds, memory in bytes.
public struct ScenarioFigures: Sendable, Codable {
    public let scenario: String
    public let connections: Int
    /// How many certificates the server held before.
    public let stored: Int
    public let count: Int
    public let seconds: Double
    public let perSecond: Double
    public let latencyMicroseconds: Percentiles
    public let residentBeforeBytes: Int
    public let residentAfterBytes: Int
    public let residentPeakBytes: Int
    /// Processor time of the server per success.
    public let serverProcessorMicroseconds: Double
    /// Processor time of this load generator per success: what the server could not have.
    public let clientProcessorMicroseconds: Double
    /// `serverProcessorMicroseconds` over hash, verify, hash, sign.
    public let timesFloor: Double

    init(
        _ scenario: Scenario, connections: Int, stored: Int, result: LoadResult, server: (ProcessSample, ProcessSample),
        client: (ProcessSample, ProcessSample), floor: Floor
    ) {
        self.scenario = scenario.name
        self.connections = connections
        self.stored = stored
        count = result.count
        seconds = Double(result.nanoseconds) / 1e9
        perSecond = result.perSecond
        latencyMicroseconds = Percentiles(nanoseconds: result.latencies)
        residentBeforeBytes = server.0.resident
        residentAfterBytes = server.1.resident
        residentPeakBytes = server.1.residentPeak
        let each = 1e6 / Double(max(1, result.count))
        serverProcessorMicroseconds = (server.1.cpuSeconds - server.0.cpuSeconds) * each
        clientProcessorMicroseconds = (client.1.cpuSeconds - client.0.cpuSeconds) * each
        timesFloor = serverProcessorMicroseconds / floor.verifyAndSignMicroseconds
    }
}

/// The server's own books after the run, which were found to agree with what it answered.
public struct Books: Sendable, Codable {
    public let certificates: Int
    public let devices: Int
    public let events: Int
}
