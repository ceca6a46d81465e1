import LoadGenerator

/// What the clients of the crash test still have to send: everything is used once, whatever happens to its answer.
struct Workload: Sendable {
    let devices: [DeviceRequest]
    let signing: [DeviceRequest]
    var nextDevice = 0
    var nextSigning = 0
    /// Enrolments whose answer was lost.
    var unanswered: [Int] = []
    /// Serial numbers to revoke.
    var revocable: [String] = []

    static func make(_ count: Int, seed: UInt64) async throws -> Workload {
        Workload(
            devices: try await DeviceRequest.make(count) { "crash-\(seed)-device-\($0)" },
            signing: try await DeviceRequest.make(count) { "crash-\(seed)-request-\($0)" })
    }

    func enrollPlan(_ server: RunningServer, _ plant: Plant, _ trigger: CrashTrigger) throws -> LoadPlan {
        LoadPlan(
            to: server.est, tls: try plant.tls(trusting: server.roots), connections: .freshPerRequest, lanes: 4,
            requests: devices.map { EnrollRequest.bytes($0, at: server.est) }, firstRequest: nextDevice,
            keepsBodies: true, onSuccess: trigger.success)
    }

    func signPlan(_ session: ManagementSession, _ trigger: CrashTrigger) -> LoadPlan {
        LoadPlan(
            to: session.address, tls: session.contexts, connections: .keptAlive, lanes: 4,
            requests: signing.map { session.request("POST", Plant.signPath, body: $0.signBody) },
            firstRequest: nextSigning, keepsBodies: true, onSuccess: trigger.success)
    }

    func revokePlan(_ session: ManagementSession, _ trigger: CrashTrigger) -> LoadPlan {
        let body = Array(#"{"status":"REVOKED","revocation_reason":"KeyCompromise"}"#.utf8)
        return LoadPlan(
            to: session.address, tls: session.contexts, connections: .keptAlive, lanes: 1,
            requests: revocable.map { session.request("PUT", "/v1/certificates/\($0)/status", body: body) },
            keepsBodies: true, onSuccess: trigger.success)
    }
}
