/// One kind of work to measure. A new one is a row of `all` and a plan.
public struct Scenario: Sendable {
    public let name: String
    public let summary: String
    /// How many requests are in flight, one measurement each.
    public let concurrency: [Int]
    /// How many events each success must add to the log.
    public let eventsPerSuccess: Int
    /// Each success registers a device that was unknown.
    let registersDevice: Bool
    let plan: @Sendable (Stage, _ lanes: Int, _ firstRequest: Int) throws -> LoadPlan

    public static let all = [issue, enroll]

    static let issue = Scenario(
        name: "issue", summary: "sign a request over the management API, kept-alive HTTPS", concurrency: [1, 8, 32],
        eventsPerSuccess: 1, registersDevice: false
    ) { stage, lanes, first in
        // A CA signs the same request as often as it is asked, each time with a new serial number.
        LoadPlan(
            to: stage.server.management, tls: stage.session.contexts, connections: .keptAlive,
            lanes: lanes, requests: stage.pool.signing, firstRequest: first, cycles: true)
    }

    static let enroll = Scenario(
        name: "enroll",
        summary: "enrol a new device over EST, each over a new TLS 1.3 connection with client certificate",
        concurrency: [8, 32], eventsPerSuccess: 3, registersDevice: true
    ) { stage, lanes, first in
        LoadPlan(
            to: stage.server.est, tls: try stage.plant.tls(trusting: stage.server.roots),
            connections: .freshPerRequest, lanes: lanes, requests: stage.pool.enrolling, firstRequest: first)
    }
}

/// What a scenario plays on.
struct Stage: Sendable {
    let server: RunningServer
    let session: ManagementSession
    let plant: Plant
    let pool: RequestPool
}
