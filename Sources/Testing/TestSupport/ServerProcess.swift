import Foundation
import Subprocess
import SystemPackage

/// When a server is taken to be ready.
public enum Readiness: Sendable {
    /// It accepts connections on this port of 127.0.0.1.
    case port(Int)
    /// It answers `GET path` with a status below 500.
    case http(port: Int, path: String)
    /// It has made this file.
    case file(String)

    var isReached: Bool {
        switch self {
        case .port(let port): Loopback.isListening(port)
        case .http(let port, let path): Loopback.httpStatus(port: port, path: path).map { $0 < 500 } ?? false
        case .file(let path): FileManager.default.fileExists(atPath: path)
        }
    }
}

/// Starts a server, waits until it is ready, runs the body and ends the server: SIGTERM, and SIGKILL if it has not
/// gone after `patience`. It is ended also when the body throws or the test is cancelled, and killed when this process is.
/// - Parameters:
///   - environment: added to the inherited environment.
///   - logFile: takes standard output and error; it is made, or appended to.
///   - body: gets the process id.
/// - Throws: `TestSupportError.exitedEarly` or `.timedOut` with the end of the log; what the body throws.
@discardableResult
public func withServerProcess<Result: Sendable>(
    _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], readiness: Readiness,
    logFile: String, startTimeout: Duration = .seconds(60), patience: Duration = .seconds(10),
    _ body: (Int32) async throws -> Result
) async throws -> Result {
    let log = try FileDescriptor.open(
        FilePath(logFile), .writeOnly, options: [.create, .append], permissions: [.ownerReadWrite])
    defer { try? log.close() }
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: patience)]
    return try await Lifeline.with { lifeline in
        try await Subprocess.run(
            .name("sh"), arguments: Arguments(Lifeline.arguments(executable, arguments)),
            environment: Command.inheriting(environment), platformOptions: options,
            input: .fileDescriptor(lifeline.input, closeAfterSpawningProcess: false),
            output: .fileDescriptor(log, closeAfterSpawningProcess: false),
            error: .fileDescriptor(log, closeAfterSpawningProcess: false)
        ) { execution in
            let process = Int32(execution.processIdentifier.value)
            do {
                try await waitUntilReady(process, readiness, logFile, startTimeout)
                let result = try await body(process)
                await execution.teardown(using: options.teardownSequence)
                return result
            } catch {
                await execution.teardown(using: options.teardownSequence)
                throw error
            }
        }.closureResult
    }
}

private func waitUntilReady(
    _ process: Int32, _ readiness: Readiness, _ logFile: String, _ timeout: Duration
) async throws {
    let deadline = ContinuousClock.now + timeout
    while !readiness.isReached {
        guard !hasExited(process) else { throw TestSupportError.exitedEarly(endOfLog(logFile)) }
        guard ContinuousClock.now < deadline else { throw TestSupportError.timedOut(endOfLog(logFile)) }
        try await Task.sleep(for: .milliseconds(50))
    }
}

/// Looks without reaping: the process is waited for by the one who started it.
private func hasExited(_ process: Int32) -> Bool {
    var information = siginfo_t()
    let looked = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
    return looked != 0 || information.si_signo != 0
}

private func endOfLog(_ logFile: String) -> String {
    let log = (try? Data(contentsOf: URL(filePath: logFile))) ?? Data()
    return "\(logFile): \(String(decoding: log.suffix(2_000), as: UTF8.self))"
}
