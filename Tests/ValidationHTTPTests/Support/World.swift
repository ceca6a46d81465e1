import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import ValidationHTTP

/// A server that is up, on a source that the test has written.
struct World: Sendable {
    let port: Int
    let folder: TemporaryDirectory
    let source: ScriptedSource
    let counted: Counted
    var origin: String { "http://127.0.0.1:\(port)" }

    /// Runs curl against this server.
    func curl(_ path: String, _ arguments: [String] = []) async throws -> CurlAnswer {
        let name = UUID().uuidString
        let result = try await Command.check(
            "curl",
            [
                "--silent", "--show-error", "--http1.1", "--path-as-is", "--max-time", "30", "--dump-header",
                folder.path(name), "--write-out", "%{stderr}%{http_code}", origin + path,
            ] + arguments)
        let head = String(decoding: try folder.read(name), as: UTF8.self)
        return CurlAnswer(status: Int(result.stderr.suffix(3)) ?? 0, head: head, body: result.stdout)
    }

    /// POSTs an OCSP request.
    func post(
        _ body: [UInt8], to path: String = "/ocsp", type: String = "application/ocsp-request", _ more: [String] = []
    ) async throws -> CurlAnswer {
        let file = try folder.write(UUID().uuidString, body)
        return try await curl(path, ["--data-binary", "@\(file)", "-H", "Content-Type: \(type)"] + more)
    }
}

/// One answer as curl saw it.
struct CurlAnswer: Sendable {
    let status: Int
    /// As on the wire: status line and header fields, of all answers.
    let head: String
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }

    func field(_ name: String) -> String? {
        let prefix = name.lowercased() + ":"
        return head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(prefix) }
            .map { $0.dropFirst(prefix.count).trimmingCharacters(in: .whitespaces) }
    }
}

/// What the hook was told.
final class Counted: Sendable {
    private let calls = Mutex<[String]>([])
    private let ticks = Atomic<UInt64>(0)

    var all: [String] { calls.withLock { $0 } }

    func add(_ operation: String, _ status: Int) { calls.withLock { $0.append("\(operation) \(status)") } }
    func tick() -> UInt64 { ticks.wrappingAdd(1, ordering: .relaxed).newValue }
}

/// The time of every test: 2023-11-14 22:13:20 UTC.
let now: Int64 = 1_700_000_000

/// Limits of time that no test reaches.
var patient: ValidationServerLimits {
    var limits = ValidationServerLimits()
    limits.requestTimeout = .seconds(3_600)
    limits.idleTimeout = .seconds(3_600)
    return limits
}

/// Starts a server on a free port, runs `body`, and shuts the server down.
func withWorld(
    _ source: ScriptedSource = ScriptedSource(), limits: ValidationServerLimits = patient,
    _ body: @Sendable (World) async throws -> Void
) async throws {
    try await withTemporaryDirectory { folder in
        let counted = Counted()
        let configuration = ValidationServerConfiguration(
            limits: limits, onResponse: { operation, status, _ in counted.add(operation, status) },
            uptimeNanoseconds: { counted.tick() }, now: { now })
        try await withServer(configuration, source) { port in
            try await body(World(port: port, folder: folder, source: source, counted: counted))
        }
    }
}

/// - Parameter body: gets the port, and what begins the shutdown.
func withServer(
    _ configuration: ValidationServerConfiguration, _ source: any ValidationSource,
    _ body: (_ port: Int) async throws -> Void
) async throws {
    let quiet = Logger(label: "validation") { _ in SwiftLogNoOpLogHandler() }
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = ValidationServer(
        configuration: configuration, source: source, logger: quiet, onBound: { bound.yield($0) })
    let services = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: quiet)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { bound.finish() }
            try await services.run()
        }
        if let port = await ports.first(where: { _ in true }) { try await body(port) }
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
    }
}
