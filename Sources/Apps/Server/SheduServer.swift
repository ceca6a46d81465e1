public import Logging
public import ServiceLifecycle
import AWSIoT
import AsyncHTTPClient
import CloudProxy
import ESTServer
import EventLog
import Events
import Foundation
import ManagementHTTP
import NIOPosix
import PKIX
import Storage
import StorageSQLite

/// A whole server in one process: configuration in, one group of services out.
public struct SheduServer: Service {
    private let configuration: ServerConfiguration
    private let environment: [String: String]
    private let logger: Logger
    private let onReady: @Sendable (Addresses) async -> Void

    /// - Parameter onReady: called once, when all listeners accept connections and `addresses.json` is written.
    public init(
        configuration: ServerConfiguration, environment: [String: String], logger: Logger,
        onReady: @escaping @Sendable (Addresses) async -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.environment = environment
        self.logger = logger
        self.onReady = onReady
    }

    /// Serves until graceful shutdown; what is in progress is finished first.
    /// - Throws: `StartError`, `StorageError`, `KeyStoreError` where it cannot start.
    public func run() async throws {
        let data = try DataDirectory(path: configuration.dataPath)
        defer { data.release() }
        try? FileManager.default.removeItem(at: data.addresses)
        let token = try AdminToken.load(data.adminToken)
        let identity = try ServerIdentity.load(data, hosts: configuration.serverNames, at: WallClock.system.now())
        let house = try await House.open(
            data, configuration, environment: environment, downstreamCA: identity.trustAnchor, logger: logger)
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: HTTPTransport.clientConfiguration)
        do {
            try await serve(data, house, identity, token, client)
        } catch {
            try? await client.shutdown()
            await house.database.close()
            throw error
        }
        try await client.shutdown()
        await house.database.close()
    }

    private func serve(
        _ data: DataDirectory, _ house: House, _ identity: ServerIdentity, _ token: AdminToken, _ client: HTTPClient
    ) async throws {
        let listeners = configuration.roles.subtracting([.proxy])
        let arrivals = Arrivals(awaiting: listeners) { addresses in
            do {
                try data.addresses.writePrivately(try WireJSON.encode(addresses))
            } catch {
                logger.error("addresses.json cannot be written", metadata: ["error": "\(error)"])
            }
            await onReady(addresses)
        }
        // The folder is ours alone, so whoever holds a lease is a process that was killed.
        try await house.subscriptions.releaseLeases()
        let proxy = try Proxy(
            house, environment: environment, client: client, downstreamCA: identity.trustAnchor, logger: logger)
        if configuration.roles.contains(.proxy) { try await proxy.takeOver() }
        if listeners.isEmpty { await arrivals.complete() }
        var services: [any Service] = configuration.roles.contains(.proxy) ? proxy.services : []
        let (requests, validations) = (ListenerRequests(), ListenerRequests())
        if configuration.roles.contains(.validation) {
            let validation = Validation(house, configuration, logger: logger)
            services += validation.services
            services.append(validation.listener(validations, house.points, arrivals))
        }
        if configuration.roles.contains(.est) {
            let server = try estServer(house, identity, requests, arrivals)
            services.append(server)
            services.append(
                IdentityRenewal(server: server, data: data, hosts: configuration.serverNames, logger: logger))
        }
        if configuration.roles.contains(.api) {
            let monitor = Monitor(house, logger: logger)
            try await monitor.takeOver()
            services += monitor.services
            let measurements = Measurements(house: house, proxy: proxy, est: requests, validation: validations)
            services.append(try managementServer(house, proxy, measurements, identity, token, arrivals))
        }
        try await ServiceGroup(services: services, logger: logger).run()
    }

    private func estServer(
        _ house: House, _ identity: ServerIdentity, _ requests: ListenerRequests, _ arrivals: Arrivals
    ) throws -> ESTServer {
        let (address, settings) = (configuration.estAddress, configuration.est)
        var limits = settings.limits
        limits.connectionsMax = OpenFiles.connections(
            limits.connectionsMax, of: OpenFiles.raiseLimit(logger), logger)
        return ESTServer(
            configuration: ESTServerConfiguration(
                host: address.host, port: address.port, identity: try TLSIdentity(identity), limits: limits,
                rates: settings.rates, proxies: settings.proxies,
                onResponse: { requests.add(operation: $0, status: $1, nanoseconds: $2) }),
            authority: ESTFront(enrollment: house.enrollment), logger: logger
        ) { port in
            await arrivals.arrived(.est, at: "https://\(ListenAddress(host: address.host, port: port))")
        }
    }

    private func managementServer(
        _ house: House, _ proxy: Proxy, _ measurements: Measurements, _ identity: ServerIdentity, _ token: AdminToken,
        _ arrivals: Arrivals
    ) throws -> ManagementServer {
        let address = configuration.managementAddress
        let tls = ManagementConfiguration.TLSIdentity(
            certificateChainPEM: identity.certificateChain
                .map { String(decoding: PEM.encode("CERTIFICATE", $0), as: UTF8.self) }.joined(),
            privateKeyPEM: String(decoding: identity.privateKeyPEM, as: UTF8.self))
        let scheme = configuration.managementTLS ? "https" : "http"
        return try ManagementServer(
            configuration: ManagementConfiguration(
                host: address.host, port: address.port,
                tokens: [AccessToken(actor: "admin", secret: token.secret)],
                tls: configuration.managementTLS ? tls : nil),
            services: ManagementServices(
                cas: house.cas, crls: house.crls, dms: house.dmss, devices: house.devices, cloud: proxy.service,
                events: EventReader(database: house.database, log: house.log), subscriptions: house.subscriptions,
                idempotency: IdempotencyStore(database: house.database), gauges: measurements.gauges,
                isReady: { arrivals.isComplete }),
            logger: logger
        ) { port in
            await arrivals.arrived(.api, at: "\(scheme)://\(ListenAddress(host: address.host, port: port))")
        }
    }
}
