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
    /// Each success is a certificate of the issuing CA.
    var issues = true
    /// Certificates and OCSP requests about them are made ahead.
    var asksStatus = false
    /// Devices are enrolled ahead, and each renews once.
    var renews = false
    let plan: @Sendable (Stage, _ lanes: Int, _ firstRequest: Int) throws -> LoadPlan

    public static let all = [issue, enroll, reenroll, ocsp]

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

    static let reenroll = Scenario(
        name: "reenroll",
        summary: "renew for a new key, each device over a new TLS 1.3 connection with its own certificate",
        concurrency: [32], eventsPerSuccess: 4, registersDevice: false, renews: true
    ) { stage, lanes, first in
        let pool = stage.pool.renewing
        return LoadPlan(
            to: stage.server.est, tls: pool.tls, connections: .freshPerRequest, lanes: lanes, requests: pool.requests,
            firstRequest: first)
    }

    static let ocsp = Scenario(
        name: "ocsp", summary: "ask for the status of certificates, GET and POST, no nonce, kept-alive plain HTTP",
        concurrency: [8, 32, 64], eventsPerSuccess: 0, registersDevice: false, issues: false, asksStatus: true
    ) { stage, lanes, first in
        guard let address = stage.server.validation else {
            throw LoadError.server("the server has no validation listener")
        }
        return LoadPlan(
            to: address, tls: [], connections: .keptAlive, lanes: lanes, requests: stage.pool.asking,
            firstRequest: first, cycles: true, accepts: StatusAnswer.isSuccessful)
    }
}

/// What a scenario plays on.
struct Stage: Sendable {
    let server: RunningServer
    let session: ManagementSession
    let plant: Plant
    let pool: RequestPool
}
