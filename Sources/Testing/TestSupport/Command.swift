import Subprocess
import SystemPackage

/// Another program, run to its end: openssl, curl, a Python judge.
public enum Command {
    public struct Output: Sendable {
        /// The exit code; 128 + n where signal n ended it, as in a shell.
        public let status: Int32
        public let stdout: [UInt8]
        public let stderr: String

        public var text: String { String(decoding: stdout, as: UTF8.self) }
    }

    /// - Parameters:
    ///   - executable: an absolute path, or a name that is looked up in `PATH`.
    ///   - environment: added to the inherited environment.
    ///   - stdin: nothing is written and the pipe is closed where it is empty.
    /// - Throws: `TestSupportError.timedOut` (the program is killed then); `SubprocessError` where it cannot start.
    public static func run(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], stdin: [UInt8] = [],
        workingDirectory: String? = nil, timeout: Duration = .seconds(60)
    ) async throws -> Output {
        try await withThrowingTaskGroup(of: Output?.self) { group in
            group.addTask {
                try await start(executable, arguments, environment, stdin, workingDirectory)
            }
            group.addTask {
                try await Task.sleep(for: timeout)
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else { throw TestSupportError.timedOut(executable) }
            return output
        }
    }

    /// As `run`, for a program that must succeed.
    /// - Throws: also `TestSupportError.failed` where the status is not 0.
    @discardableResult
    public static func check(
        _ executable: String, _ arguments: [String] = [], environment: [String: String] = [:], stdin: [UInt8] = [],
        workingDirectory: String? = nil, timeout: Duration = .seconds(60)
    ) async throws -> Output {
        let output = try await run(
            executable, arguments, environment: environment, stdin: stdin, workingDirectory: workingDirectory,
            timeout: timeout)
        guard output.status == 0 else {
            let command = ([executable] + arguments).joined(separator: " ")
            throw TestSupportError.failed(command: command, status: output.status, stderr: output.stderr)
        }
        return output
    }

    private static func start(
        _ executable: String, _ arguments: [String], _ environment: [String: String], _ stdin: [UInt8],
        _ workingDirectory: String?
    ) async throws -> Output {
        let result = try await Subprocess.run(
            resolve(executable), arguments: Arguments(arguments), environment: inheriting(environment),
            workingDirectory: workingDirectory.map { FilePath($0) }, input: .array(stdin),
            output: .bytes(limit: outputBytesMax), error: .string(limit: outputBytesMax))
        return Output(
            status: status(result.terminationStatus), stdout: result.standardOutput, stderr: result.standardError)
    }

    private static let outputBytesMax = 64 << 20

    static func resolve(_ executable: String) -> Executable {
        executable.contains("/") ? .path(FilePath(executable)) : .name(executable)
    }

    static func inheriting(_ environment: [String: String]) -> Environment {
        var changes: [Environment.Key: String?] = [:]
        for (name, value) in environment { changes[Environment.Key(stringLiteral: name)] = value }
        return .inherit.updating(changes)
    }

    private static func status(_ termination: TerminationStatus) -> Int32 {
        switch termination {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }
}
