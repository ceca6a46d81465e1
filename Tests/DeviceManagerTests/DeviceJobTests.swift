import DeviceManager
import EventLog
import Events
import JSONSchema
import Listing
import Logging
import ManagementAPI
import TestPKI
import Testing

@Suite("A job on a group of devices")
struct DeviceJobTests {
    @Test("does each device once, with its events, and has a result for each")
    func all() async throws {
        try await withJobs(devices: 7) { fleet, worker in
            _ = try await fleet.devices.decommission("pump-3", by: Fleet.operator)
            let job = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .forceReenroll, reason: "new root"), by: Fleet.operator)
            #expect(job.state == .running && job.total == 7)
            let events = try await fleet.events { while try await worker.step() != nil {} }
            #expect(events.map(\.type) == Array(repeating: "io.lamassuiot.device.forceReenroll", count: 6))
            #expect(events.allSatisfy { $0.actor == Fleet.operator.actor })
            let done = try await fleet.devices.job(job.id)
            #expect(done.state == .finished && done.changed == 6 && done.refused == 1 && done.unchanged == 0)
            let results = try await fleet.devices.results(ofJob: job.id, ListQuery()).list
            #expect(results.map(\.deviceID) == (1...7).map { "pump-\($0)" })
            #expect(results[2].outcome == .refused && results[2].detail.contains("decommissioned"))

            let again = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .forceReenroll, reason: "new root"), by: Fleet.operator)
            #expect(try await fleet.events { while try await worker.step() != nil {} }.isEmpty)
            #expect(try await fleet.devices.job(again.id).unchanged == 6)
        }
    }

    @Test("rests while it is paused, goes on where it was in another process, and ends when it is cancelled")
    func pause() async throws {
        try await withJobs(devices: 7) { fleet, worker in
            let job = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .revoke, revocationReason: .cessationOfOperation),
                by: Fleet.operator)
            try await worker.step()
            #expect(try await fleet.devices.job(job.id).changed == 2)
            #expect(try await fleet.devices.runningJobs() == (1, 5, 0))
            _ = try await fleet.devices.updateJob(job.id, JobStatusBody(state: .paused))
            #expect(try await worker.step() == nil)
            _ = try await fleet.devices.updateJob(job.id, JobStatusBody(state: .running))
            // Whoever had the lease is gone.
            fleet.pki.clock.advance(by: .seconds(60))
            let other = JobWorker(devices: fleet.devices, batchMax: 2, owner: "other", logger: Logger(label: "test"))
            try await other.step()
            #expect(try await fleet.devices.job(job.id).changed == 4)
            #expect(try await worker.step() == nil, "another process is at it")
            let ended = try await fleet.devices.updateJob(job.id, JobStatusBody(state: .cancelled))
            #expect(ended.state == .cancelled && ended.finishedTimestamp != nil)
            #expect(try await fleet.devices.runningJobs() == (0, 0, 0))
            #expect(try await other.step() == nil)
            try await fleet.refuses("job-state") {
                _ = try await fleet.devices.updateJob(job.id, JobStatusBody(state: .running))
            }
            let statuses = try await fleet.devices.groupStatistics("all").byStatus
            #expect(statuses["REQUIRES_ACTION"] == 4 && statuses["FULLY_PROVISIONED"] == 3)
        }
    }

    @Test("keeps to its rate, and leaves out devices that were registered after it was made")
    func rate() async throws {
        try await withJobs(devices: 5) { fleet, worker in
            fleet.pki.clock.advance(by: .seconds(1))
            let job = try await fleet.devices.createJob(
                onGroup: "all", CreateJobBody(operation: .decommission, rate: 10), by: Fleet.operator)
            fleet.pki.clock.advance(by: .seconds(1))
            try await fleet.enroll("late")
            try await worker.step()
            #expect(try await fleet.devices.job(job.id).changed == 1)
            let rest = try #require(try await worker.step())
            #expect(rest == .milliseconds(100))
            for _ in 0..<4 {
                fleet.pki.clock.advance(by: .seconds(1))
                try await worker.step()
            }
            fleet.pki.clock.advance(by: .seconds(1))
            try await worker.step()
            let done = try await fleet.devices.job(job.id)
            #expect(done.state == .finished && done.changed == 5)
            #expect(try await fleet.devices.device("late").status == .fullyProvisioned)
        }
    }

    @Test("does devices that were registered in its own millisecond, too")
    func sameMoment() async throws {
        try await withFleet { fleet in
            fleet.pki.clock.advance(by: WireDuration(milliseconds: 700))
            try await fleet.enroll("pump-1")
            _ = try await fleet.devices.createGroup(DeviceGroupBody(name: "all", filters: []))
            let worker = JobWorker(devices: fleet.devices, batchMax: 2, owner: "one", logger: Logger(label: "test"))
            for reason in ["first", "second"] {
                let job = try await fleet.devices.createJob(
                    onGroup: "all", CreateJobBody(operation: .forceReenroll, reason: reason), by: Fleet.operator)
                while try await worker.step() != nil {}
                let done = try await fleet.devices.job(job.id)
                #expect(done.state == .finished && done.total == 1 && done.changed == 1)
                fleet.pki.clock.advance(by: WireDuration(milliseconds: 100))
            }
        }
    }

    @Test("that could never be done is refused with the place of the fault")
    func refused() async throws {
        try await withJobs(devices: 1) { fleet, _ in
            let wrong: [(CreateJobBody, String)] = [
                (CreateJobBody(operation: .revoke, rate: 0), "/rate"),
                (CreateJobBody(operation: .revoke, reason: "x"), "/reason"),
                (CreateJobBody(operation: .decommission, revocationReason: .superseded), "/revocation_reason"),
                (CreateJobBody(operation: .revoke, revocationReason: .certificateHold), "/revocation_reason"),
            ]
            for (body, pointer) in wrong {
                do {
                    _ = try await fleet.devices.createJob(onGroup: "all", body, by: Fleet.operator)
                    Issue.record("\(body) was taken")
                } catch let refusal as Refusal {
                    #expect(refusal.faults.map(\.pointer) == [pointer])
                }
            }
            #expect(try await fleet.devices.jobs(ListQuery()).list.isEmpty)
            try await fleet.refuses("device-group-not-found") {
                _ = try await fleet.devices.createJob(
                    onGroup: "none", CreateJobBody(operation: .revoke), by: Fleet.operator)
            }
        }
    }
}

/// Enrolled devices in the group `all`, and a worker that does two at a time.
private func withJobs(devices: Int, _ body: @Sendable (Fleet, JobWorker) async throws -> Void) async throws {
    try await withFleet { fleet in
        for index in 1...devices { try await fleet.enroll("pump-\(index)") }
        fleet.pki.clock.advance(by: .seconds(1))
        _ = try await fleet.devices.createGroup(DeviceGroupBody(name: "all", filters: []))
        let worker = JobWorker(devices: fleet.devices, batchMax: 2, owner: "one", logger: Logger(label: "test"))
        try await body(fleet, worker)
    }
}
