import ArgumentParser
import Foundation
import Logging
import Server
import ServiceLifecycle
import UnixSignals

/// `shedu demo`: the whole story on a throwaway folder.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the whole product: CAs, a DMS, devices that enrol over EST, and AWS IoT Core kept equal.")

    @Option(help: "How many virtual devices enrol.")
    var devices = 25

    @Option(name: .customLong("aws-endpoint"), help: "An AWS emulator that is running already.")
    var awsEndpoint: String?

    @Option(help: "The ministack program, which is started where no endpoint is given.")
    var ministack = "ministack"

    @Flag(help: "End when the story is told; without a terminal it always does.")
    var exit = false

    func validate() throws {
        guard (1...10_000).contains(devices) else { throw ValidationError("--devices takes 1 to 10000.") }
    }

    func run() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shedu-demo-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            if let awsEndpoint {
                try await tell(in: folder, awsEndpoint: awsEndpoint)
            } else {
                try await withMiniStack(program: ministack, folder: folder) { endpoint in
                    try await tell(in: folder, awsEndpoint: endpoint)
                }
            }
        } catch let failure as DemoFailure {
            FileHandle.standardError.write(Data("shedu demo: \(failure.description)\n".utf8))
            throw ExitCode.failure
        }
    }

    private func tell(in folder: URL, awsEndpoint: String) async throws {
        var configuration = try await ServerConfiguration.load(flags: [:], environment: [:], file: nil)
        configuration.dataPath = folder.appendingPathComponent("data").path
        configuration.managementAddress = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.estAddress = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.validation.address = ListenAddress(host: "127.0.0.1", port: 0)
        var logger = Logger(label: "shedu")
        logger.logLevel = .error
        let (ready, announce) = AsyncStream.makeStream(of: Addresses.self)
        let server = SheduServer(
            configuration: configuration,
            environment: ["AWS_ACCESS_KEY_ID": "demo", "AWS_SECRET_ACCESS_KEY": "demo"], logger: logger
        ) { addresses in
            announce.yield(addresses)
            announce.finish()
        }
        let story = DemoStory(
            deviceCount: devices, awsEndpoint: awsEndpoint, dataPath: configuration.dataPath, ready: ready,
            staysUp: !exit && isatty(STDOUT_FILENO) == 1)
        let group = ServiceGroup(
            configuration: .init(
                services: [
                    .init(service: server),
                    .init(service: story, successTerminationBehavior: .gracefullyShutdownGroup),
                ],
                gracefulShutdownSignals: [.sigint, .sigterm], logger: logger))
        try await group.run()
    }
}

/// The story did not come to its end.
struct DemoFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
