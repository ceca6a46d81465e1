import Foundation
import Subprocess
import TestSupport

/// Starts a server, waits until it is ready, lends it, and ends it by its id: SIGTERM, and SIGKILL if it has not gone
/// after ten seconds; nothing at all if the body has killed it.
/// - Throws: `LoadError.server` with the end of the log where it does not become ready; what the body throws.
public func withServer<Result: Sendable>(
    _ command: ServerCommand, startTimeout: Duration = .seconds(60),
    _ body: (RunningServer) async throws -> Result
) async throws -> Result {
    let before = FileStamp(Addresses.path(command.dataDirectory))
    let environment = Environment.inherit.updating(command.shellEnvironment)
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(10))]
    return try await Lifeline.with { lifeline in
        try await Subprocess.run(
            .name("sh"), arguments: Arguments(Lifeline.arguments("sh", command.shellArguments)),
            environment: environment, platformOptions: options,
            input: .fileDescriptor(lifeline.input, closeAfterSpawningProcess: false), output: .discarded,
            error: .discarded
        ) { execution in
            let process = Int32(execution.processIdentifier.value)
            do {
                try await waitUntilReady(process, command, before, startTimeout)
                let server = try RunningServer(process: process, dataDirectory: command.dataDirectory) {
                    try execution.send(signal: $0)
                }
                try await waitUntilHealthy(server, command)
                let result = try await body(server)
                await execution.teardown(using: options.teardownSequence)
                return result
            } catch {
                await execution.teardown(using: options.teardownSequence)
                throw error
            }
        }.closureResult
    }
}

/// Starts a server and kills it with SIGKILL after a while, whatever it is doing then.
public func killDuringStart(_ command: ServerCommand, after delay: Duration) async throws {
    let environment = Environment.inherit.updating(command.shellEnvironment)
    _ = try await Subprocess.run(
        .name("sh"), arguments: Arguments(command.shellArguments), environment: environment, input: .none,
        output: .discarded, error: .discarded
    ) { execution in
        try? await Task.sleep(for: delay)
        try execution.send(signal: .kill)
    }
}

/// Ready is a new `addresses.json`: one of an earlier run may lie there.
private func waitUntilReady(
    _ process: Int32, _ command: ServerCommand, _ before: FileStamp?, _ timeout: Duration
) async throws {
    let deadline = ContinuousClock.now + timeout
    while true {
        let stamp = FileStamp(Addresses.path(command.dataDirectory))
        if stamp != nil, stamp != before { return }
        guard ProcessSample.isRunning(process) else { throw LoadError.server("ended early: \(endOfLog(command))") }
        guard ContinuousClock.now < deadline else { throw LoadError.server("not ready: \(endOfLog(command))") }
        try await Task.sleep(for: .milliseconds(5))
    }
}

private func waitUntilHealthy(_ server: RunningServer, _ command: ServerCommand) async throws {
    let health = try await server.session().call("GET", "/health/ready")
    guard health.isSuccess else { throw LoadError.server("not healthy: \(health.text) \(endOfLog(command))") }
}

extension ServerCommand {
    /// The shell opens the log and then *becomes* the server: the id stays the same.
    fileprivate var shellArguments: [String] {
        ["-c", "exec \"$@\" >>\"$LOG_FILE\" 2>&1", "sh", binary] + arguments
    }

    fileprivate var shellEnvironment: [Environment.Key: String?] {
        var environment: [Environment.Key: String?] = ["LOG_FILE": logFile]
        for (name, value) in self.environment { environment[Environment.Key(stringLiteral: name)] = value }
        return environment
    }
}

private func endOfLog(_ command: ServerCommand) -> String {
    let log = (try? Data(contentsOf: URL(filePath: command.logFile))) ?? Data()
    return String(decoding: log.suffix(2_000), as: UTF8.self)
}

/// Which writing of a file this is.
private struct FileStamp: Equatable {
    let inode: UInt
    let modified: Date

    init?(_ path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let inode = (attributes[.systemFileNumber] as? NSNumber)?.uintValue,
            let modified = attributes[.modificationDate] as? Date
        else { return nil }
        self.inode = inode
        self.modified = modified
    }
}
