import Foundation
import TestSupport
import Testing

@Suite("The test support")
struct TestSupportTests {
    @Test("runs a program with its input, and tells how it ended")
    func command() async throws {
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
        #expect(try await Command.run("cat", stdin: bytes).stdout == bytes)
        let ended = try await Command.run("sh", ["-c", "echo $X; echo no >&2; exit 3"], environment: ["X": "yes"])
        #expect(ended.status == 3 && ended.text == "yes\n" && ended.stderr == "no\n")
        #expect(try await Command.run("sh", ["-c", "kill -9 $$"]).status == 137)
        await #expect(throws: TestSupportError.self) { try await Command.check("false") }
    }

    @Test("kills a program that takes too long")
    func commandTimeout() async throws {
        try await withTemporaryDirectory { directory in
            await #expect(throws: TestSupportError.self) {
                try await Command.run(
                    "sh", ["-c", "echo $$ > pid; exec sleep 60"], workingDirectory: directory.path,
                    timeout: .milliseconds(500))
            }
            let pid = try #require(Int32(String(decoding: try directory.read("pid"), as: UTF8.self).dropLast()))
            #expect(kill(pid, 0) != 0)
        }
    }

    @Test("removes its folder, and has it with the mode asked for")
    func folder() async throws {
        var path = ""
        try withTemporaryDirectory(mode: 0o755) { directory in
            path = directory.path
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode == 0o755)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("ends a server when the body throws, even one that ignores SIGTERM")
    func stubbornServer() async throws {
        struct Stop: Error {}
        let script = """
            import signal, socket, sys, time
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            s = socket.create_server(('127.0.0.1', int(sys.argv[1])))
            time.sleep(600)
            """
        try await withTemporaryDirectory { directory in
            let port = try freePort()
            let seen = directory.path("pid")
            await #expect(throws: Stop.self) {
                try await withServerProcess(
                    "python3", ["-c", script, "\(port)"], readiness: .port(port), logFile: directory.path("log"),
                    patience: .milliseconds(300)
                ) { process in
                    try Data("\(process)".utf8).write(to: URL(filePath: seen))
                    throw Stop()
                }
            }
            let pid = try #require(Int32(String(decoding: try directory.read("pid"), as: UTF8.self)))
            #expect(kill(pid, 0) != 0)
        }
    }

    @Test("shows the log of a server that gives up")
    func failingServer() async throws {
        try await withTemporaryDirectory { directory in
            await #expect {
                try await withServerProcess(
                    "sh", ["-c", "echo cannot; exit 1"], readiness: .port(try freePort()),
                    logFile: directory.path("log")
                ) { _ in }
            } throws: { error in
                "\(error)".contains("exited before it was ready") && "\(error)".contains("cannot")
            }
        }
    }

    @Test("finds the checkout")
    func root() throws {
        #expect(FileManager.default.fileExists(atPath: try RepositoryRoot.url().appending(path: "Package.swift").path))
    }
}
