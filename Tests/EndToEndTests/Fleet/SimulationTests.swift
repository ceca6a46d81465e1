import Foundation
import TestSupport
import Testing

@Suite("A simulated fleet", .liveServer(), .serialized)
struct SimulationTests {
    @Test("enrols and renews as often as it says, and the server's own books say the same")
    func books() async throws {
        let (server, cli) = try Self.start()
        let before = try await server.head()
        let report = try await cli.simulate("--create", "--devices", "9", "--rate", "60", "--renewals", "2")
        #expect(report["enroll"]["ok"] == 9 && report["enroll"]["count"] == 9)
        #expect(report["reenroll"]["ok"] == 18 && report["reenroll"]["failed"] == 0)
        #expect(report["failures"].items.isEmpty)
        for operation in ["enroll", "reenroll"] {
            let times = try ["p50_ms", "p90_ms", "p99_ms", "max_ms"].map { name in
                try #require(report[operation][name].double)
            }
            #expect(times == times.sorted() && times[0] > 0)
        }
        let log = try await server.wholeLog(after: before).map(Happening.init)
        func count(_ type: String) -> Int {
            log.count { $0.type == "io.lamassuiot.device.\(type)" && $0.subject.hasPrefix("device/sim-") }
        }
        #expect(count("create") == 9 && count("enroll") == 9 && count("reenroll") == 18)
        let issued = log.count { $0.type == "ca.sign-certificate" }
        #expect(issued == 9 + 18 + 1, "and the bootstrap certificate")
    }

    @Test("says once for each kind of refusal why, counts them, and ends with 1")
    func refusals() async throws {
        let (server, cli) = try Self.start()
        try await cli.simulate("--create", "--dms", "closed", "--devices", "1", "--rate", "100", "--renewals", "0")
        try await server.approve("closed", "REVOKED")
        let output = try await cli.run(
            "simulate", "--data", server.data, "--dms", "closed", "--devices", "6", "--rate", "200", "--renewals", "0")
        #expect(output.status == 1)
        #expect(output.stderr.components(separatedBy: "REVOKED").count == 2, "\(output.stderr)")
        #expect(output.text.contains("6 x enrol 403: ") && !output.text.contains("\u{1B}"), "\(output.text)")
    }

    @Test("enrols by a bootstrap certificate from files, without any token")
    func files() async throws {
        let (server, cli) = try Self.start()
        try await cli.simulate("--create", "--dms", "by-files", "--devices", "1", "--rate", "100", "--renewals", "0")
        let bootstrap = try await server.identity("sim-boot", of: "by-files-bootstrap")
        let bare = CommandLineClient(server: server, environment: [:])
        let output = try await bare.check(
            "simulate", "--data", server.folder.path, "--est", server.est, "--cacert", server.trust, "--dms",
            "by-files",
            "--bootstrap-certificate", bootstrap.certificate, "--bootstrap-key", bootstrap.key, "--devices", "3",
            "--rate",
            "50", "--renewals", "0", "--prefix", "filed-")
        #expect(output.text.contains("3 requests"))
        for number in 1...3 {
            let device = try await server.call("GET", "/v1/devices/filed-\(number)")
            #expect(device["status"] == "FULLY_PROVISIONED")
        }
    }

    @Test("ends when its time is up, however many devices are left")
    func duration() async throws {
        let (_, cli) = try Self.start()
        let report = try await cli.simulate(
            "--create", "--dms", "timed", "--devices", "1000", "--rate", "50", "--duration", "400ms")
        #expect(report["enroll"]["count"] == 20 && report["reenroll"]["count"] == 0)
    }

    @Test(
        "ends with 2 where the command is wrong",
        arguments: [
            ["--devices", "0"], ["--rate", "0"], ["--rate", "x"], ["--duration", "soon"], ["--prefix", "a:b"],
            ["--bootstrap-key", "k"], ["--in-flight", "0"], ["--dms", "nobody"], ["--data", "/nowhere"],
        ])
    func usage(arguments: [String]) async throws {
        let (server, cli) = try Self.start()
        let place = arguments[0] == "--data" ? [] : ["--data", server.data]
        let output = try await cli.run(["simulate"] + place + arguments)
        #expect(output.status == 2 && output.stdout.isEmpty, "\(output.stderr)")
        #expect(output.stderr.contains(arguments[0]), "\(output.stderr)")
    }

    private static func start() throws -> (LiveServer, CommandLineClient) {
        let server = try LiveServer.ofSuite()
        return (server, CommandLineClient(server: server, environment: ["SHEDU_TOKEN": server.token]))
    }
}

extension CommandLineClient {
    /// A simulation that must succeed.
    @discardableResult
    fileprivate func simulate(_ arguments: String...) async throws -> JSON {
        let output = try await run(["simulate", "--data", server.data, "--output", "json"] + arguments)
        guard output.status == 0 else {
            throw TestSupportError.failed(
                command: "simulate \(arguments)", status: output.status, stderr: output.text + output.stderr)
        }
        return try JSON.parse(output.stdout)
    }
}

extension JSON {
    fileprivate var double: Double? {
        switch self {
        case .number(let value): value
        case .integer(let value): Double(value)
        default: nil
        }
    }
}
