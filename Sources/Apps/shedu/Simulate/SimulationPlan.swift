/// When which request is due.
struct SimulationPlan: Sendable {
    let devices: Int
    /// Requests a second.
    let rate: Double
    /// How many requests there are; nil where the time alone ends it.
    let requests: Int?
    let limit: Duration?
    let inFlightMax: Int

    /// - Parameter renewals: of every device, on average; nil: until the time is up.
    init(devices: Int, rate: Double, renewals: Int?, limit: Duration?, inFlightMax: Int) {
        precondition(renewals != nil || limit != nil, "a simulation has an end")
        self.devices = devices
        self.rate = rate
        self.limit = limit
        self.inFlightMax = inFlightMax
        requests = renewals.map { devices * (1 + $0) }
    }

    /// From the start; nil behind the last one. It does not depend on how fast the server is: a client that waits for an
    /// answer before it asks again would hide just those times that are bad.
    func due(_ number: Int) -> Duration? {
        if let requests, number >= requests { return nil }
        let due = Duration.nanoseconds(Int64((Double(number) / rate * 1e9).rounded()))
        if let limit, due >= limit { return nil }
        return due
    }

    /// About how many requests there will be.
    var expected: Int {
        let inTime = limit.map { Int((($0.seconds * rate).rounded(.up))) } ?? .max
        return min(inTime, requests ?? .max)
    }
}
