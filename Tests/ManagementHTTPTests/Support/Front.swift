import AsyncHTTPClient
import CertificateAuthority
import CloudProxy
import DeviceManager
import EventLog
import Events
import JSONSchema
import KeyStoreSoftware
import Logging
import ManagementAPI
import ManagementClient
import ManagementHTTP
import NIOCore
import NIOHTTP1
import RegistrationAuthority
import ServiceLifecycle
import Storage
import TestPKI
import ValidationAuthority

/// The management front over a fresh PKI, listening on a free port.
struct Front: Addressed {
    static let token = "correct-horse-battery-staple"
    /// Of another administrator.
    static let otherToken = "another-horse-another-staple"

    let pki: TestPKI
    let url: String

    struct Reply: Sendable {
        let status: Int
        let headers: Fields
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
        func json() throws -> JSONValue { try WireJSON.decode(JSONValue.self, from: body) }
        func problem() throws -> Problem { try WireJSON.decode(Problem.self, from: body) }
    }

    /// The headers of an answer, by name in any case.
    struct Fields: Sendable {
        fileprivate let fields: HTTPHeaders

        subscript(name: String) -> [String] { fields[name] }
    }
}

/// A management front at some address, whatever stands behind it.
protocol Addressed: Sendable {
    var url: String { get }
}

extension Addressed {
    typealias Reply = Front.Reply

    /// - Parameters:
    ///   - headers: nil sends the right token and, with a body, the right media type.
    ///   - more: sent beside those.
    func send(
        _ method: String, _ path: String, body: String? = nil, headers: [(String, String)]? = nil,
        more: [(String, String)] = []
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url + path)
        request.method = HTTPMethod(rawValue: method)
        let usual =
            [("Authorization", "Bearer \(Front.token)")] + (body == nil ? [] : [("Content-Type", "application/json")])
        for (name, value) in (headers ?? usual) + more { request.headers.add(name: name, value: value) }
        if let body { request.body = .bytes(ByteBuffer(string: body)) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let buffer = try await response.body.collect(upTo: 16 << 20)
        return Reply(
            status: Int(response.status.code), headers: Front.Fields(fields: response.headers),
            body: Array(buffer.readableBytesView))
    }

    /// Reads a live stream until its text is enough, and breaks it off.
    func stream(
        _ path: String, headers: [(String, String)] = [], until isEnough: (String) -> Bool
    ) async throws -> Reply {
        var request = HTTPClientRequest(url: url + path)
        let all = [("Authorization", "Bearer \(Front.token)"), ("Accept", "text/event-stream")] + headers
        for (name, value) in all { request.headers.add(name: name, value: value) }
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        var bytes: [UInt8] = []
        for try await chunk in response.body {
            bytes += chunk.readableBytesView
            if isEnough(String(decoding: bytes, as: UTF8.self)) { break }
        }
        return Reply(status: Int(response.status.code), headers: Front.Fields(fields: response.headers), body: bytes)
    }

    func get(_ path: String) async throws -> Reply { try await send("GET", path) }

    /// Lends a client and shuts it down.
    func withClient(
        trusting certificate: String? = nil, _ body: (ManagementClient) async throws -> Void
    ) async throws {
        let client = try ManagementClient(server: url, token: Front.token, trustPEM: certificate)
        do {
            try await body(client)
        } catch {
            try await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }
}

/// Runs the front while the body runs.
func withFront(
    limits: ManagementConfiguration.Limits = .init(), tls: ManagementConfiguration.TLSIdentity? = nil,
    logger: Logger = Logger(label: "test"), keys: @escaping @Sendable (any Database) -> any Database = { $0 },
    _ body: @escaping @Sendable (Front) async throws -> Void
) async throws {
    try await withPKI { pki in
        try await withServer(try await Front.services(pki, keys), limits: limits, tls: tls, logger: logger) { url in
            try await body(Front(pki: pki, url: url))
        }
    }
}

/// Runs a front over these services while the body runs.
func withServer(
    _ services: ManagementServices, limits: ManagementConfiguration.Limits = .init(),
    tls: ManagementConfiguration.TLSIdentity? = nil, logger: Logger = Logger(label: "test"),
    _ body: @escaping @Sendable (_ url: String) async throws -> Void
) async throws {
    let tokens = [
        AccessToken(actor: "admin", secret: Front.token), AccessToken(actor: "other", secret: Front.otherToken),
    ]
    let (ports, bound) = AsyncStream<Int>.makeStream()
    let server = try ManagementServer(
        configuration: ManagementConfiguration(port: 0, tokens: tokens, tls: tls, limits: limits),
        services: services, logger: logger, onBound: { bound.yield($0) })
    let group = ServiceGroup(services: [server], logger: logger)
    try await withThrowingTaskGroup(of: Void.self) { tasks in
        tasks.addTask { try await group.run() }
        if let port = await ports.first(where: { _ in true }) {
            try await body("\(tls == nil ? "http" : "https")://127.0.0.1:\(port)")
        }
        await group.triggerGracefulShutdown()
        try await tasks.waitForAll()
    }
}

extension Front {
    static let migrations =
        EventLog.migrations + SoftwareKeyStore.migrations + CertificateAuthorityStore.migrations
        + ProfileStore.migrations + DeviceManagerStore.migrations + RegistrationAuthorityStore.migrations
        + ValidationAuthorityStore.migrations + CloudSchema.migrations
        + IdempotencyStore.migrations

    /// - Parameter keys: stands between the keys of requests and the database.
    fileprivate static func services(
        _ pki: TestPKI, _ keys: @Sendable (any Database) -> any Database
    ) async throws -> ManagementServices {
        try await pki.database.migrate(migrations)
        let accounts = try CloudAccounts(
            database: pki.database, owner: "test", now: { [clock = pki.clock] in clock.now }
        ) {
            _ in EmptyAccount()
        }
        let now: @Sendable () -> Timestamp = { [clock = pki.clock] in clock.now }
        return ManagementServices(
            cas: pki.cas, crls: CRLService(database: pki.database, cas: pki.cas, clock: pki.clock.wall),
            dms: pki.dmss, credentials: CredentialService(database: pki.database, passwords: Passwords()),
            webhookKey: WebhookKey(database: pki.database, keyStore: pki.keyStore), devices: pki.devices,
            cloud: CloudService(accounts),
            events: EventReader(database: pki.database, log: pki.log),
            subscriptions: Subscriptions(database: pki.database, log: pki.log, now: now),
            idempotency: IdempotencyStore(database: keys(pki.database), clock: pki.clock.wall),
            gauges: [Gauge("shedu_test_gauge", "A gauge of the test.") { 7 }])
    }
}

/// An account that is always as it is wanted to be.
private struct EmptyAccount: CloudConnector {
    func plan(_ desired: DesiredResource) async throws -> [CloudCall] { [] }
    func perform(_ call: CloudCall) async throws {}
}
