import ArgumentParser
import DeviceManager
import Events
import Listing
import Logging
import ManagementAPI
import Synchronization
import TestPKI
import TestSupport

/// Measures the device manager from inside, with a large fleet stored: reads while devices enrol as fast as they can, and
/// a job on a part of the fleet.
struct DeviceBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "devices",
        abstract: "Reads devices of a large fleet while others enrol, and lets a job ask many to re-enrol.")

    @Option(help: "How many devices are stored; at most a million.")
    var devices = 1_000_000
    @Option(help: "How many reads of each kind.")
    var reads = 2_000
    @Option(help: "How many enrolments are in progress at any time meanwhile.")
    var lanes = 8
    @Option(help: "How many devices the job is on.")
    var job = 100_000

    func validate() throws {
        guard (1...1_000_000).contains(devices), reads > 0, lanes > 0, (1...devices).contains(job) else {
            throw ValidationError(
                "There are 1 to 1000000 devices, at least one read, and a job on some of the devices.")
        }
    }

    func run() async throws {
        try await withPKI { pki in
            try await pki.createDMS()
            try await pki.insertDevices(
                devices, of: "line-1", with: try await pki.certificate("model", from: "issuing"))
            pki.clock.advance(by: .days(1))
            try await read(pki)
            try await work(pki)
        }
    }

    private func read(_ pki: TestPKI) async throws {
        let enrolled = Counter()
        let bootstrap = try await pki.certificate("batch").certificate.der
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in 0..<lanes {
                group.addTask {
                    var number = 0
                    while !Task.isCancelled {
                        number += 1
                        let request = try TestRequest("new-\(lane)-\(number)")
                        try await pki.enrollment.enroll(
                            label: "line-1", request: request.der, presented: [bootstrap])
                        enrolled.add()
                    }
                }
            }
            let clock = ContinuousClock()
            let start = clock.now
            try await report("point read") { index in
                _ = try await pki.devices.device("device-\(index * 7_919 % devices)")
            }
            for (name, filter) in [
                ("page by DMS", "dms_name[eq]line-1"), ("page by status", "status[eq]FULLY_PROVISIONED"),
                ("page by tag", "tags[eq]tenth"), ("page by end", "valid_to[af]2020-01-01T00:00:00Z"),
                ("page by alias", "alias[ct]999"),
            ] {
                let query = ListQuery(filters: [try ListFilter(filter)])
                try await report(name) { _ in _ = try await pki.devices.list(query) }
            }
            let seconds = Double((clock.now - start).components.seconds)
            print("meanwhile \(Int(Double(enrolled.value) / max(seconds, 1))) enrolments a second")
            group.cancelAll()
            while let result = await group.nextResult() { _ = result }
        }
    }

    private func report(_ name: String, _ body: (Int) async throws -> Void) async throws {
        var times: [Duration] = []
        for index in 0..<reads { times.append(try await ContinuousClock().measure { try await body(index) }) }
        let sorted = times.sorted()
        print(
            "\(name): median \(Self.microseconds(sorted[reads / 2])) µs, "
                + "p99 \(Self.microseconds(sorted[reads * 99 / 100])) µs, "
                + "longest of \(reads) \(Self.microseconds(sorted[reads - 1])) µs")
    }

    private func work(_ pki: TestPKI) async throws {
        let end = pki.clock.now - .days(1) + WireDuration(milliseconds: Int64(job))
        _ = try await pki.devices.createGroup(
            DeviceGroupBody(name: "part", filters: ["creation_timestamp[bf]\(end)"]))
        let body = CreateJobBody(operation: .forceReenroll, reason: "measured")
        let job = try await pki.devices.createJob(onGroup: "part", body, by: TestPKI.caller)
        let worker = JobWorker(devices: pki.devices, owner: "bench", logger: Logger(label: "bench"))
        let time = try await ContinuousClock().measure { while try await worker.step() != nil {} }
        let done = try await pki.devices.job(job.id)
        let rate = Double(done.changed) / (Double(Self.microseconds(time)) / 1_000_000)
        print("job: \(done.changed) devices asked to re-enrol, \(Int(rate)) a second")
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)
    var value: Int { count.withLock { $0 } }
    func add() { count.withLock { $0 += 1 } }
}
