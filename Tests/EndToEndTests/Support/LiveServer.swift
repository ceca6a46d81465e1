import Foundation
import Synchronization
import TestSupport

/// A `shedu serve` that runs, and what its operator knows of it.
struct LiveServer: Sendable {
    let process: Int32
    /// URL of the management API.
    let management: String
    /// URL of the EST listener.
    let est: String
    /// A place for files; the server's own are in `data` below it.
    let folder: TemporaryDirectory
    let token: String
    /// All that the server answered.
    let transcript: Transcript

    var data: String { folder.path("data") }
    var log: String { folder.path("server.log") }
    /// What clients are to trust.
    var trust: String { "\(data)/est-ca.pem" }

    @TaskLocal static var current: LiveServer?
}

/// Bytes that came from a server, to be looked through in the end.
final class Transcript: Sendable {
    private let collected = Mutex<[UInt8]>([])

    var bytes: [UInt8] { collected.withLock { $0 } }

    func add(_ bytes: [UInt8]) {
        collected.withLock { $0 += bytes }
    }
}

/// Runs the server on `folder`, with the most talkative log there is, and ends it by SIGTERM.
func withLiveServer<Result: Sendable>(
    in folder: TemporaryDirectory, environment: [String: String] = [:], transcript: Transcript = Transcript(),
    _ body: (LiveServer) async throws -> Result
) async throws -> Result {
    let (port, data) = (try freePort(), folder.path("data"))
    let settings = ["SHEDU_LOG_LEVEL": "trace", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"]
    return try await withServerProcess(
        try ServerBinary.path(),
        [
            "serve", "--data", data, "--management", "127.0.0.1:\(port)", "--est", "127.0.0.1:0", "--validation",
            "127.0.0.1:0",
        ],
        environment: settings.merging(environment) { _, given in given },
        readiness: .http(port: port, path: "/health/ready"), logFile: folder.path("server.log")
    ) { process in
        let addresses = try await eventually("addresses.json") { try? JSON.parse(folder.read("data/addresses.json")) }
        let token = String(decoding: try folder.read("data/admin.token"), as: UTF8.self)
        return try await body(
            LiveServer(
                process: process, management: addresses["management"].text ?? "", est: addresses["est"].text ?? "",
                folder: folder, token: token.trimmingCharacters(in: .whitespacesAndNewlines), transcript: transcript))
    }
}

/// Looks again and again until there is something to see.
/// - Throws: `TestSupportError.timedOut`.
func eventually<Value>(
    _ what: String, within patience: Duration = .seconds(30), _ look: () async throws -> Value?
) async throws -> Value {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
        if let value = try await look() { return value }
        try await Task.sleep(for: .milliseconds(20))
    }
    throw TestSupportError.timedOut(what)
}
