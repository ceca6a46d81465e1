import Foundation
import TestSupport
import Testing

@Suite("A server that a test starts")
struct LifelineTests {
    @Test("dies with the process of the test, even where that is killed by SIGKILL and the server ignores SIGTERM")
    func killedParent() async throws {
        try await withTemporaryDirectory { directory in
            let folder = directory.path
            await #expect(processExitsWith: .signal(SIGKILL)) { [folder = folder as String] in
                try await withServerProcess(
                    "sh", ["-c", "trap '' TERM HUP INT; echo $$ >\(folder)/pid; exec sleep 600"],
                    readiness: .file("\(folder)/pid"), logFile: "\(folder)/log"
                ) { process in
                    try Data("\(process)".utf8).write(to: URL(filePath: "\(folder)/seen"))
                    kill(getpid(), SIGKILL)
                }
            }
            let written = String(decoding: try directory.read("pid"), as: UTF8.self).dropLast()
            let process = try #require(Int32(String(decoding: try directory.read("seen"), as: UTF8.self)))
            #expect(written == "\(process)", "the server has the id that its starter was told")
            let deadline = ContinuousClock.now + .seconds(20)
            while Self.isRunning(process), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(!Self.isRunning(process))
        }
    }

    @Test("leaves no watcher behind when it was ended in the usual way")
    func usualEnd() async throws {
        try await withTemporaryDirectory { directory in
            let watchers = try await withServerProcess(
                "sh", ["-c", "echo >\(directory.path)/up; exec sleep 600"],
                readiness: .file(directory.path("up")), logFile: directory.path("log")
            ) { process in
                try Self.children(of: process)
            }
            #expect(watchers.count == 1)
            let deadline = ContinuousClock.now + .seconds(20)
            while watchers.contains(where: Self.isRunning), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(!watchers.contains(where: Self.isRunning))
        }
    }

    /// False for what has ended and was not waited for yet.
    private static func isRunning(_ process: Int32) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let state = stat.split(separator: ")").last?.split(separator: " ").first
        else { return false }
        return state != "Z" && state != "X"
    }

    private static func children(of process: Int32) throws -> [Int32] {
        try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
            .split(separator: " ").compactMap { Int32($0) }
    }
}
