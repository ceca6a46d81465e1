/// Everything that a run measured, for people and machines.
public struct Report: Sendable, Codable {
    public let machine: Machine
    public let floor: Floor
    public internal(set) var measurements: [Measurement] = []
    public internal(set) var books: Books?
}

/// One scenario at one number of requests in flight. Durations in microseconds, memory in bytes.
public struct Measurement: Sendable, Codable {
    public let scenario: String
    public let connections: Int
    public let count: Int
    public let seconds: Double
    public let perSecond: Double
    public let latency: Percentiles
    public let residentBefore: Int
    public let residentAfter: Int
    public let residentPeak: Int
    /// Processor time of the server per success.
    public let serverProcessor: Double
    /// Processor time of this load generator per success: what the server could not have.
    public let clientProcessor: Double
    /// `serverProcessor` over hash, verify, hash, sign.
    public let timesFloor: Double

    init(
        _ scenario: Scenario, connections: Int, result: LoadResult, server: (ProcessSample, ProcessSample),
        client: (ProcessSample, ProcessSample), floor: Floor
    ) {
        self.scenario = scenario.name
        self.connections = connections
        count = result.count
        seconds = Double(result.nanoseconds) / 1e9
        perSecond = result.perSecond
        latency = Percentiles(nanoseconds: result.latencies)
        residentBefore = server.0.resident
        residentAfter = server.1.resident
        residentPeak = server.1.residentPeak
        let each = 1e6 / Double(max(1, result.count))
        serverProcessor = (server.1.cpuSeconds - server.0.cpuSeconds) * each
        clientProcessor = (client.1.cpuSeconds - client.0.cpuSeconds) * each
        timesFloor = serverProcessor / floor.verifyAndSign
    }
}

/// The server's own books after the run, which were found to agree with what it answered.
public struct Books: Sendable, Codable {
    public let certificates: Int
    public let devices: Int
    public let events: Int
}
