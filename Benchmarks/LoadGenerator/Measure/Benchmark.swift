/// Plays scenarios on a server that it was lent, and audits the server's books after each.
public struct Benchmark: Sendable {
    public struct Options: Sendable {
        public var scenarios: [Scenario]
        /// Instead of each scenario's own.
        public var concurrency: [Int]
        public var duration: Duration
        /// Runs ahead of each measurement; its successes are audited and not reported.
        public var warmUp: Duration
        /// How many requests are made; enrolments end with them, because a device enrols for the first time once.
        public var devices: Int
        public var bootstrapIdentities: Int
        /// How many certificates the OCSP requests are about.
        public var askedCertificates: Int
        /// How many devices renew, each once.
        public var renewingDevices: Int
        /// Then the server is filled until it holds this many certificates, and everything is measured again: what a
        /// large store costs is a ratio within one run. 0 for a small store alone.
        public var stored: Int

        public init(
            scenarios: [Scenario], concurrency: [Int], duration: Duration, warmUp: Duration, devices: Int,
            bootstrapIdentities: Int = 64, askedCertificates: Int = 4_000, renewingDevices: Int = 0, stored: Int = 0
        ) {
            self.renewingDevices = renewingDevices
            self.stored = stored
            self.scenarios = scenarios
            self.concurrency = concurrency
            self.duration = duration
            self.warmUp = warmUp
            self.devices = devices
            self.bootstrapIdentities = bootstrapIdentities
            self.askedCertificates = askedCertificates
        }
    }

    private let options: Options
    private let progress: @Sendable (String) -> Void

    /// - Parameter progress: gets a line before each step.
    public init(_ options: Options, progress: @escaping @Sendable (String) -> Void) {
        self.options = options
        self.progress = progress
    }

    /// - Throws: `LoadError.refused` at the first answer that is no success, `LoadError.dishonest` where the server's
    ///   books do not fit its answers.
    public func run(on server: RunningServer, machine: Machine, floor: Floor) async throws -> Report {
        let session = try server.session()
        progress("setting up CAs, a DMS and \(options.bootstrapIdentities) bootstrap identities")
        let plant = try await Plant.create(with: session, bootstrapIdentities: options.bootstrapIdentities)
        progress("making \(options.devices) requests")
        var pool = try await RequestPool.make(devices: options.devices, for: server, session)
        if options.scenarios.contains(where: \.asksStatus) {
            progress("issuing \(options.askedCertificates) certificates to ask about")
            pool.asking = try await StatusRequests.prepare(options.askedCertificates, on: server, session)
        }
        var audit = try await Audit(session)
        if options.scenarios.contains(where: \.renews) {
            progress("enrolling \(options.renewingDevices) devices that renew")
            pool.renewing = try await RenewalPool.prepare(options.renewingDevices, on: server, plant)
            try await audit.check(.enroll, successes: pool.renewing.requests.count)
        }
        let stage = Stage(server: server, session: session, plant: plant, pool: pool)
        var report = Report(machine: machine, floor: floor)
        var next: [String: Int] = [:]
        report.measurements = try await measureAll(stage, &next, &audit, floor)
        if options.stored > audit.certificates {
            try await fill(stage, &audit)
            report.measurements += try await measureAll(stage, &next, &audit, floor)
        }
        progress("auditing")
        report.books = try await audit.close()
        return report
    }

    /// - Parameter next: the number of each scenario's next request.
    private func measureAll(
        _ stage: Stage, _ next: inout [String: Int], _ audit: inout Audit, _ floor: Floor
    ) async throws -> [ScenarioFigures] {
        var figures: [ScenarioFigures] = []
        for scenario in options.scenarios {
            for lanes in options.concurrency.isEmpty ? scenario.concurrency : options.concurrency {
                progress("\(scenario.name), \(lanes) in flight")
                figures.append(
                    try await measure(scenario, lanes, stage, &next[scenario.name, default: 0], &audit, floor))
            }
        }
        return figures
    }

    /// Issues until the store is as large as it is wanted.
    private func fill(_ stage: Stage, _ audit: inout Audit) async throws {
        while audit.certificates < options.stored {
            progress("filling: \(audit.certificates) of \(options.stored) certificates")
            var next = 0
            let filled = try await play(.issue, 64, stage, &next, for: .seconds(10))
            try await audit.check(.issue, successes: filled.count)
        }
    }

    private func measure(
        _ scenario: Scenario, _ lanes: Int, _ stage: Stage, _ next: inout Int, _ audit: inout Audit, _ floor: Floor
    ) async throws -> ScenarioFigures {
        var successes = 0
        if options.warmUp > .zero {
            successes += try await play(scenario, lanes, stage, &next, for: options.warmUp).count
        }
        ProcessSample.resetPeak(of: stage.server.process)
        let before = try samples(stage.server)
        let result = try await play(scenario, lanes, stage, &next, for: options.duration)
        let after = try samples(stage.server)
        guard result.count > 0 else { throw LoadError.server("\(scenario.name): nothing left to send; more --devices") }
        let stored = audit.certificates
        try await audit.check(scenario, successes: successes + result.count)
        return ScenarioFigures(
            scenario, connections: lanes, stored: stored, result: result, server: (before.server, after.server),
            client: (before.client, after.client), floor: floor)
    }

    private func play(
        _ scenario: Scenario, _ lanes: Int, _ stage: Stage, _ next: inout Int, for duration: Duration
    ) async throws -> LoadResult {
        let result = try await LoadRun.run(try scenario.plan(stage, lanes, next), for: duration)
        if let failure = result.failures.first { throw failure }
        next = result.nextRequest
        return result
    }

    private func samples(_ server: RunningServer) throws -> (server: ProcessSample, client: ProcessSample) {
        (try .of(server.process), try .of(ProcessSample.ownProcess))
    }
}
