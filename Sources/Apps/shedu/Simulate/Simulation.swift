import ESTClient

/// Plays a plan: lets each request begin when it is due, as soon as a device is free for it.
struct Simulation: Sendable {
    let plan: SimulationPlan
    let client: ESTClient
    let label: String?
    let credentials: ESTClient.Credentials
    let book: FleetBook

    /// Returns when the last answer is there.
    func run() async {
        let clock = ContinuousClock()
        let start = clock.now
        await withDiscardingTaskGroup { group in
            var freed = book.freed.makeAsyncIterator()
            var number = 0
            while let due = plan.due(number) {
                number += 1
                let moment = start + due
                guard (try? await clock.sleep(until: moment)) != nil else { return }
                var turn = book.begin(inFlightMax: plan.inFlightMax)
                while turn == nil {
                    guard await freed.next() != nil else { return }
                    turn = book.begin(inFlightMax: plan.inFlightMax)
                }
                guard let device = turn else { return }
                group.addTask { await serve(device, due: moment, clock) }
            }
        }
    }

    private func serve(_ waiting: VirtualDevice, due: ContinuousClock.Instant, _ clock: ContinuousClock) async {
        var device = waiting
        let kind: FleetTally.Kind = device.isEnrolled ? .renewal : .enrollment
        let outcome: FleetTally.Outcome
        do {
            let answer =
                switch kind {
                case .enrollment: try await device.enroll(with: client, label: label, as: credentials)
                case .renewal: try await device.renew(with: client, label: label)
                }
            if case .issued = answer { outcome = .issued } else { outcome = .pending }
        } catch {
            outcome = .failed(Refused(error))
        }
        book.end(device, kind, outcome, after: clock.now - due)
    }
}

/// Why a request failed: what it has in common with others that failed alike, and what was said of this one.
struct Refused: Sendable {
    /// The status, or what became of the connection.
    let cause: String
    let sentence: String

    init(_ error: any Error) {
        if let error = error as? ESTClientError {
            cause = "\(error.status)"
            sentence = error.sentence
        } else {
            cause = "connection"
            sentence = "\(error)"
        }
    }
}
