import ArgumentParser
import Foundation
import LoadGenerator

/// Measures `shedu` from outside, on a throw-away data folder.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Starts a server, loads it, and prints rates, latencies, memory, and cost over the floor.",
        discussion: Scenario.all.map { "\($0.name): \($0.summary)" }.joined(separator: "\n"))

    @Option(help: "The server's binary. Default: shedu beside this one.")
    var server: String?
    @Option(help: "Seconds of each measurement.")
    var seconds = 5.0
    @Option(help: "Seconds of warming up ahead of each.")
    var warmUp = 0.5
    @Option(help: "A scenario; repeatable. Default: all.")
    var scenario: [String] = []
    @Option(help: "How many requests are in flight; repeatable. Default: the scenario's own.")
    var connections: [Int] = []
    @Option(help: "How many devices are made up; an enrolment scenario ends when they are used up.")
    var devices = 24_000
    @Option(help: "How many devices of the scenario reenroll are enrolled ahead; each renews once.")
    var renewing = 8_000
    @Option(help: "Then fill the server to this many certificates, and measure again. A million takes some minutes.")
    var stored = 0
    @Option(help: "Write the report as JSON to this file too.")
    var json: String?
    @Option(help: "Folder for the server's data, made and removed. Default: a new one among the temporary files.")
    var data: String?
    @Option(help: "A flag that the server gets too; repeatable.")
    var serverFlag: [String] = []

    func validate() throws {
        guard seconds > 0, seconds <= 86_400, warmUp >= 0, warmUp <= 86_400 else {
            throw ValidationError("Seconds are more than 0 and at most a day.")
        }
        guard devices > 0, renewing > 0, stored >= 0, connections.allSatisfy({ (1...4_096).contains($0) }) else {
            throw ValidationError("There is at least one device, and 1 to 4096 connections.")
        }
        _ = try chosen()
    }

    func run() async throws {
        let folder = data ?? FileManager.default.temporaryDirectory.appending(path: "shedu-bench-\(UUID())").path
        guard !FileManager.default.fileExists(atPath: folder) else {
            throw ValidationError("\(folder) is there already, and would be removed at the end.")
        }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let report = try await measure(in: folder)
        print(report.table)
        if let json { try report.json().write(to: URL(filePath: json)) }
    }

    private func measure(in folder: String) async throws -> Report {
        note("measuring the machine and the floor")
        let machine = try Machine.measure(folder: folder)
        let floor = try Floor.measure()
        let options = Benchmark.Options(
            scenarios: try chosen(), concurrency: connections, duration: .seconds(seconds),
            warmUp: .seconds(warmUp), devices: devices, renewingDevices: renewing, stored: stored)
        let command = ServerCommand(
            binary: server ?? Self.besideThisOne, dataDirectory: "\(folder)/data", logFile: "\(folder)/server.log",
            managementTLS: true, extraArguments: serverFlag)
        return try await withServer(command) { server in
            try await Benchmark(options, progress: note).run(on: server, machine: machine, floor: floor)
        }
    }

    private func chosen() throws -> [Scenario] {
        guard !scenario.isEmpty else { return Scenario.all }
        return try scenario.map { name in
            guard let found = Scenario.all.first(where: { $0.name == name }) else {
                throw ValidationError("There is no scenario \"\(name)\".")
            }
            return found
        }
    }

    static var besideThisOne: String {
        let own = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return own.deletingLastPathComponent().appending(path: "shedu").path
    }
}

/// Progress goes to standard error, so that standard output is the report alone.
@Sendable func note(_ line: String) {
    FileHandle.standardError.write(Data("\(line)\n".utf8))
}
