import Foundation
import LoadGenerator
import TestSupport

/// How a story goes: what is short enough for a cloud to follow, what is hard on the store.
struct CrashPace: Sendable {
    /// How often the server is killed at work.
    let lives: Int
    /// How many answers there are before a kill.
    let successes: ClosedRange<Int>
    /// And for how long it may go on.
    let delayMillisecondsMax: Int
    /// How often it is killed while it starts for the first time.
    let stillbirths: Int
}

/// The lives of one data folder.
struct CrashStory {
    private let command: ServerCommand
    private let pace: CrashPace
    private let plant: Plant
    private var dice: SeededGenerator
    private var workload: Workload
    private(set) var received = Received()
    /// Enrolments whose answer was lost to a kill, over all lives.
    private(set) var lostAnswers = 0

    private static func blow(within milliseconds: Int, _ dice: inout SeededGenerator) -> Duration {
        .microseconds(Int.random(in: 0...milliseconds * 1_000, using: &dice))
    }

    /// The first life sets up the CAs and the DMS, and ends in peace.
    /// - Parameter account: a cloud account that is to follow, if any.
    static func begin(
        _ command: ServerCommand, seed: UInt64, pace: CrashPace, account: EmulatedAccount? = nil
    ) async throws -> CrashStory {
        // Enough that no life runs out of requests: what is asked for, and what a quick server answers before the blow.
        let perLife = pace.successes.upperBound + 2 * pace.delayMillisecondsMax
        let workload = try await Workload.make(perLife * (pace.lives + 1), seed: seed)
        var dice = SeededGenerator(seed: seed)
        // A first start makes keys, identities and tables: half of it must not stand in the way of the next.
        for _ in 0..<pace.stillbirths { try await killDuringStart(command, after: Self.blow(within: 300, &dice)) }
        let plant = try await withServer(command) { server in
            let session = try server.session()
            let plant = try await Plant.create(
                with: session, bootstrapIdentities: 4, publishesDevices: account != nil)
            try await account?.connect(session)
            return plant
        }
        return CrashStory(command: command, pace: pace, plant: plant, dice: dice, workload: workload)
    }

    /// A life: the past is judged, lost answers are asked for again, work goes on, and the server is killed.
    /// - Returns: the faults that were found.
    mutating func liveAndDie() async throws -> [String] {
        try await killDuringStart(command, after: Self.blow(within: 300, &dice))
        let successes = Int.random(in: pace.successes, using: &dice)
        let delay = Self.blow(within: pace.delayMillisecondsMax, &dice)
        var copy = self
        let faults = try await withServer(command) { server in
            let round = try CrashRound(server, copy.plant)
            let faults = try await copy.judge(round)
            try await round.play(&copy.workload, &copy.received, killAfter: successes, delay: delay)
            return faults
        }
        copy.lostAnswers += copy.workload.unanswered.count
        self = copy
        return faults
    }

    /// A last life that is not cut short.
    /// - Parameter account: is awaited to be equal to the PKI.
    mutating func epilogue(_ account: EmulatedAccount? = nil) async throws -> [String] {
        var copy = self
        let faults = try await withServer(command) { server in
            let round = try CrashRound(server, copy.plant)
            var faults = try await copy.judge(round) + copy.judge(round)
            if let account { faults += try await account.faults(after: copy.received, round.session) }
            return faults
        }
        self = copy
        return faults
    }

    private mutating func judge(_ round: CrashRound) async throws -> [String] {
        let snapshot = try await Snapshot.read(round.session)
        var faults = Verdict(snapshot, after: received).faults()
        for (serial, der) in received.certificates.sorted(by: { $0.key < $1.key }) {
            let stored = try await Snapshot.certificate(serial, round.session)
            if stored?.der != der { faults.append("\(serial) is not what GET by serial number answers") }
        }
        for event in snapshot.events { received.events[event.position] = event.bytes }
        return try await faults + askAgain(round, snapshot)
    }

    /// A device that lost the answer sends the same request again, and gets its certificate: the one that was issued, if
    /// it was.
    private mutating func askAgain(_ round: CrashRound, _ snapshot: Snapshot) async throws -> [String] {
        var faults: [String] = []
        let tls = try plant.tls(trusting: round.server.roots)
        for number in workload.unanswered {
            let device = workload.devices[number]
            let request = EnrollRequest.bytes(device, at: round.server.est)
            let answer = try await SingleExchange.send(request, to: round.server.est, tls: tls[number % tls.count])
            guard answer.isSuccess else {
                faults.append("\(device.commonName) asked again and got \(answer.status): \(answer.text)")
                continue
            }
            try received.take(answer.bytes, of: device)
            let before = snapshot.devices[device.commonName] ?? nil
            if let before, before != received.enrollments[device.commonName] {
                faults.append("\(device.commonName) asked again and got another certificate than \(before)")
            }
        }
        workload.unanswered = []
        return faults
    }
}
