import ArgumentParser
import Foundation
import LoadGenerator

/// Measures what a crowd of idle connections costs the server.
struct IdleBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Holds many idle mutual TLS connections to the EST listener, and prints the server's memory.")

    @Option(help: "The server's binary. Default: shedu beside this one.")
    var server: String?
    @Option(help: "How many connections, 1 to 25000: more have no port of their own on one address.")
    var connections = 10_000
    @Option(help: "Seconds for which they are left alone.")
    var seconds = 10.0
    @Option(help: "Fail where the server has more than so many megabytes (1,000,000 bytes) then.")
    var budget: Int?
    @Option(help: "Write the figures as JSON to this file too.")
    var json: String?

    func validate() throws {
        guard (1...25_000).contains(connections), seconds > 0, seconds <= 3_600 else {
            throw ValidationError("There are 1 to 25000 connections, and the time is more than 0 and at most an hour.")
        }
    }

    func run() async throws {
        try OpenFiles.require(connections + 512)
        let folder = FileManager.default.temporaryDirectory.appending(path: "shedu-bench-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let command = ServerCommand(
            binary: server ?? Bench.besideThisOne, dataDirectory: "\(folder)/data", logFile: "\(folder)/server.log",
            managementTLS: false,
            environment: ["SHEDU_EST_IDLE_TIMEOUT": "24h", "SHEDU_EST_CONNECTIONS_MAX": "\(connections + 64)"])
        let figures = try await withServer(command) { server in
            try await IdleMeasurement.run(connections, holding: .seconds(seconds), on: server, progress: note)
        }
        print(Self.text(figures))
        if let json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(figures).write(to: URL(filePath: json))
        }
        if let budget, figures.residentBytes > budget * 1_000_000 { throw ExitCode.failure }
    }

    private static func text(_ figures: IdleMeasurement) -> String {
        func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
        return """
            \(figures.connections) idle mTLS connections, held for \(figures.heldSeconds) s, all open and answered in the end
            server RSS  before \(megabytes(figures.residentBeforeBytes)), with them \(megabytes(figures.residentBytes)), \
            peak \(megabytes(figures.residentPeakBytes)): \(figures.bytesPerConnection) bytes a connection
            a device enrolled meanwhile in \(String(format: "%.1f", figures.enrollmentMilliseconds)) ms
            """
    }
}
