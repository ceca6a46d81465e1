import Glibc
import NIOCore
import NIOSSL

/// What connections that nobody uses cost a server.
public struct IdleMeasurement: Sendable, Codable, Equatable {
    public let connections: Int
    public let residentBeforeBytes: Int
    /// With all connections open, after the pause.
    public let residentBytes: Int
    public let residentPeakBytes: Int
    public let heldSeconds: Double
    /// Of an enrolment over a connection of its own, while the others are held.
    public let enrollmentMilliseconds: Double

    public var bytesPerConnection: Int { (residentBytes - residentBeforeBytes) / max(1, connections) }

    /// Opens the connections, with client certificates, each for one request; lets them be for a while; makes sure that all
    /// of them are still open, that a new device can enrol, and that each of them is still answered.
    /// - Parameter progress: gets a line before each step.
    /// - Throws: `LoadError` where one of these is not so.
    public static func run(
        _ count: Int, holding pause: Duration, on server: RunningServer, progress: @escaping @Sendable (String) -> Void
    ) async throws -> IdleMeasurement {
        progress("setting up CAs and a DMS")
        let session = try server.session()
        let plant = try await Plant.create(with: session, bootstrapIdentities: 16)
        let tls = try plant.tls(trusting: server.roots)
        let question = RequestBytes.make(
            "GET", "/.well-known/est/\(Plant.dms)/cacerts", host: server.est.authority, fields: [("Accept", "*/*")])
        try await enroll("before", server, tls)
        let before = try ProcessSample.of(server.process)
        progress("opening \(count) connections")
        let crowd = try await IdleCrowd.open(count, to: server.est, tls: tls, asking: question) { opened in
            progress("\(opened) are open")
        }
        defer { crowd.close() }
        progress("holding them")
        try await Task.sleep(for: pause)
        let during = try ProcessSample.of(server.process)
        let open = try await crowd.openCount()
        guard open == count else { throw LoadError.server("only \(open) of \(count) connections are open") }
        let time = try await ContinuousClock().measure { try await enroll("during", server, tls) }
        progress("asking over each of them")
        try await crowd.ask(question)
        return IdleMeasurement(
            connections: count, residentBeforeBytes: before.resident, residentBytes: during.resident,
            residentPeakBytes: try ProcessSample.of(server.process).residentPeak,
            heldSeconds: Double(pause.nanoseconds) / 1e9, enrollmentMilliseconds: Double(time.nanoseconds) / 1e6)
    }

    private static func enroll(_ name: String, _ server: RunningServer, _ tls: [NIOSSLContext]) async throws {
        let request = EnrollRequest.bytes(try DeviceRequest(commonName: "idle-\(name)"), at: server.est)
        let response = try await SingleExchange.send(request, to: server.est, tls: tls[0])
        guard response.isSuccess else { throw LoadError.refused(status: response.status, body: response.text) }
    }
}

/// How many files this process, and what it starts, may have open.
public enum OpenFiles {
    /// Raises the soft limit to the hard one.
    /// - Throws: `LoadError.server` where that is less than what is needed.
    public static func require(_ needed: Int) throws {
        var limits = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        limits.rlim_cur = limits.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits)
        guard limits.rlim_max >= needed else {
            throw LoadError.server("\(needed) files must be open, and the hard limit is \(limits.rlim_max)")
        }
    }
}
