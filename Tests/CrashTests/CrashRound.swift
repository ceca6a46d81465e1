import Crypto
import LoadGenerator
import X509

/// One life of the server: clients work, a reader follows the log, and the server is killed in the middle of it.
struct CrashRound {
    let server: RunningServer
    let session: ManagementSession
    let plant: Plant

    init(_ server: RunningServer, _ plant: Plant) throws {
        self.server = server
        self.plant = plant
        session = try server.session()
    }

    /// Ends with the server dead.
    /// - Throws: `LoadError.refused` where a right request was refused while the server lived.
    func play(
        _ workload: inout Workload, _ received: inout Received, killAfter successes: Int, delay: Duration
    ) async throws {
        let trigger = CrashTrigger(after: successes)
        let (work, cursor) = (workload, received.events.keys.max() ?? 0)
        async let seen = follow(from: cursor)
        async let killed: Void = kill(on: trigger, after: delay)
        async let signed = load(work.signPlan(session, trigger))
        async let enrolled = load(try work.enrollPlan(server, plant, trigger))
        async let revoked = load(work.revokePlan(session, trigger))
        let results = try await (signed, enrolled, revoked)
        let wasKilledAtWork = trigger.release()
        try await killed
        for event in await seen { received.events[event.position] = event.bytes }
        try refusals(results.0, results.1, results.2)
        guard wasKilledAtWork else {
            let failures = [results.0, results.1, results.2].flatMap(\.failures)
            throw LoadError.server("the clients were at an end before the server was: \(failures.prefix(5))")
        }
        try take(results, &workload, &received)
    }

    private func load(_ plan: LoadPlan) async -> LoadResult {
        do {
            return try await LoadRun.run(plan, for: .seconds(30))
        } catch {
            // Killed before its connections were open: nothing was asked.
            var nothing = LoadResult()
            nothing.failures = [.connection("\(error)")]
            nothing.nextRequest = plan.firstRequest
            return nothing
        }
    }

    private func kill(on trigger: CrashTrigger, after delay: Duration) async throws {
        await trigger.wait()
        // Not to wait for anything: so that the blow also falls between an answer and the next request.
        try await Task.sleep(for: delay)
        try server.kill()
    }

    /// Reads the log as it grows, until nobody answers.
    private func follow(from position: Int) async -> [EventLogReader.Event] {
        let log = EventLogReader(session)
        var events: [EventLogReader.Event] = []
        while let page = try? await log.page(after: events.last?.position ?? position, limit: 50) { events += page }
        return events
    }

    private func refusals(_ results: LoadResult...) throws {
        for case .refused(let status, let body) in results.flatMap(\.failures) {
            throw LoadError.refused(status: status, body: body)
        }
    }

    private func take(
        _ results: (signed: LoadResult, enrolled: LoadResult, revoked: LoadResult), _ workload: inout Workload,
        _ received: inout Received
    ) throws {
        var fresh: [String] = []
        for answer in results.signed.answers {
            let certificate = try WireForm.decode(answer.bytes, as: Wire.Certificate.self)
            received.certificates[certificate.serialNumber] = try Wire.der(certificate.certificate)
            fresh.append(certificate.serialNumber)
        }
        for answer in results.enrolled.answers { try received.take(answer.bytes, of: workload.devices[answer.request]) }
        received.revoked.formUnion(results.revoked.answers.map { workload.revocable[$0.request] })
        workload.nextSigning = results.signed.nextRequest
        workload.nextDevice = results.enrolled.nextRequest
        workload.unanswered = results.enrolled.unanswered
        // One whose answer was lost may be revoked already: it is not asked for again.
        workload.revocable = workload.revocable.dropFirst(results.revoked.nextRequest) + fresh
    }
}

extension Received {
    mutating func take(_ answer: [UInt8], of device: DeviceRequest) throws {
        let issued = try EnrollmentAnswer.certificate(in: answer, of: .init(device.key.publicKey))
        certificates[issued.serial] = issued.der
        enrollments[device.commonName] = issued.serial
    }
}
