import ArgumentParser
import Foundation
import ManagementAPI
import ManagementClient

/// What a command ends with: 0, 1 failed, 2 usage, 3 not found, 4 conflict.
enum Outcome: Int32 {
    case success = 0
    case failed = 1
    case usage = 2
    case notFound = 3
    case conflict = 4

    init(_ error: any Error, of root: any ParsableCommand.Type) {
        if case .problem(let problem)? = error as? ManagementClientError {
            switch problem.status {
            case 404: self = .notFound
            case 409, 412: self = .conflict
            default: self = .failed
            }
        } else if error is ManagementClientError {
            self = .failed
        } else {
            switch root.exitCode(for: error) {
            case .success: self = .success
            case .validationFailure: self = .usage
            default: self = .failed
            }
        }
    }

    /// Parses the arguments, runs the command, says what went wrong, and ends the process.
    static func run(_ root: any ParsableCommand.Type, _ arguments: [String]? = nil) async -> Never {
        do {
            var command = try root.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            exit(report(error, of: root).rawValue)
        }
        exit(success.rawValue)
    }

    private static func report(_ error: any Error, of root: any ParsableCommand.Type) -> Outcome {
        let outcome = Outcome(error, of: root)
        if let error = error as? ManagementClientError {
            Terminal.write("shedu: \(error)\n", to: STDERR_FILENO)
        } else {
            let message = root.fullMessage(for: error)
            let descriptor = outcome == .success ? STDOUT_FILENO : STDERR_FILENO
            if !message.isEmpty { Terminal.write(message + "\n", to: descriptor) }
        }
        return outcome
    }
}
