import Crypto
import ESTServer
import Foundation
import Logging
import ServiceLifecycle
import X509

/// A CA, a server that is up, and a folder with what its clients need.
struct World: Sendable {
    let folder: URL
    let authority: MemoryAuthority
    let port: Int
    let counted: Counted
    var ca: TestCA { authority.ca }
    var origin: String { "https://localhost:\(port)" }

    func path(_ name: String) -> String { folder.appending(path: name).path() }

    @discardableResult
    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        try Data(bytes).write(to: folder.appending(path: name))
        return path(name)
    }

    func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    /// `NAME.pem` and `NAME.key` for `--cert` and `--key`.
    func makeClient(_ kind: ClientKey = .p256, withIssuer: Bool = false) throws -> (certificate: String, key: String) {
        let client = try ca.client(kind)
        let chain = try client.certificate.pem() + (withIssuer ? ca.certificate.pem() : [])
        return (try write("\(kind).pem", chain), try write("\(kind).key", client.key.pem()))
    }

    /// A PKCS#10 request, DER, made by openssl; its key is beside it as `device.key`.
    func makeRequest(_ name: String = "device-1") async throws -> [UInt8] {
        let made = try await openssl(
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", path("device.key"), "-subj", "/CN=\(name)", "-outform", "DER"
        )
        try write("device.csr", made.output)
        return made.output
    }
}

/// Starts a server on a free port, runs `body`, and shuts the server down.
func withWorld(
    limits: ESTServerLimits = ESTServerLimits(),
    rates: ESTRates = ESTRates(),
    proxies: TrustedProxies = TrustedProxies(),
    isOpen: Bool = false,
    verdict: @escaping Verdict = { _ in },
    _ body: @Sendable (World) async throws -> Void
) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "est-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let authority = MemoryAuthority(try TestCA(), isOpen: isOpen, verdict: verdict)
    try Data(authority.ca.certificate.pem()).write(to: folder.appending(path: "ca.pem"))
    let counted = Counted()
    var configuration = ESTServerConfiguration(identity: try authority.ca.tlsIdentity(), limits: limits)
    configuration.rates = rates
    configuration.proxies = proxies
    configuration.onResponse = { counted.add($0, $1, $2) }
    configuration.uptimeNanoseconds = { counted.tick() }
    try await withServer(configuration, authority) { port, _ in
        try await body(World(folder: folder, authority: authority, port: port, counted: counted))
    }
}

func withServer(
    _ configuration: ESTServerConfiguration, _ authority: MemoryAuthority,
    _ body: @Sendable (_ port: Int, _ server: ESTServer) async throws -> Void
) async throws {
    var quiet = Logger(label: "est")
    quiet.logLevel = .critical
    let (ports, bound) = AsyncStream.makeStream(of: Int.self)
    let server = ESTServer(
        configuration: configuration, authority: authority, logger: quiet, onBound: { bound.yield($0) }
    )
    let services = ServiceGroup(services: [server], gracefulShutdownSignals: [], logger: quiet)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            defer { bound.finish() }
            try await services.run()
        }
        if let port = await ports.first(where: { _ in true }) { try await body(port, server) }
        await services.triggerGracefulShutdown()
        try await group.waitForAll()
    }
}

extension TestCA {
    func tlsIdentity() throws -> TLSIdentity {
        let server = try serverIdentity()
        return try TLSIdentity(
            certificateChain: [server.certificate.der(), certificate.der()],
            privateKeyPEM: try server.key.pem()
        )
    }
}
