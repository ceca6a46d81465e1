import AsyncHTTPClient
import AWSIoT
import CertificateAuthority
import CloudProxy
import EventLog
import Events
import Foundation
import Logging
import PKIX
import ServiceLifecycle
import StorageSQLite

/// The cloud side: a projection that follows the event log, and a reconciler that follows the projection.
struct Proxy: Sendable {
    static let subscription = "cloud-proxy"

    let service: CloudService
    private let accounts: CloudAccounts
    let services: [any Service]

    init(_ house: House, environment: [String: String], client: HTTPClient, downstreamCA: [UInt8], logger: Logger)
        throws
    {
        let clock = WallClock.system
        let owner = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
        var configuration = CloudProxyConfiguration()
        configuration.downstreamCAs = String(decoding: PEM.encode("CERTIFICATE", downstreamCA), as: UTF8.self)
        let makeConnector = Self.factory(house.cas, environment: environment, client: client, logger: logger)
        let accounts = try CloudAccounts(
            database: house.database, owner: owner, configuration: configuration, now: clock.now, factory: makeConnector
        )
        self.accounts = accounts
        service = CloudService(accounts) {
            do {
                try await accounts.catchUp(house.subscriptions, named: Self.subscription, in: house.log)
            } catch is ProjectionLags {
                throw CloudProxyError.conflict(
                    "The cloud proxy has not seen the newest events yet; try again in a while.")
            }
        }
        services = [
            SubscriptionRunner(
                database: house.database, log: house.log, name: Self.subscription, filter: CloudProjection.filter,
                projector: CloudProjection(signal: accounts.signal, now: clock.now), owner: owner, now: clock.now,
                logger: logger),
            Reconciler(accounts, logger: logger),
        ]
    }

    /// The folder is ours alone, so whoever holds a lease is a process that was killed.
    func takeOver() async throws {
        try await accounts.releaseLeases()
    }

    private static func factory(
        _ cas: CAService, environment: [String: String], client: HTTPClient, logger: Logger
    ) -> CloudConnectorFactory {
        { configuration in
            var endpoint: AWSEndpoint?
            if let override = configuration.endpoint {
                guard let parsed = AWSEndpoint(override) else {
                    throw CloudError.rejected("\"\(override)\" is not an endpoint such as https://host:port")
                }
                endpoint = parsed
            }
            let aws = AWSClient(
                region: configuration.region, endpointOverride: endpoint,
                credentials: credentials(configuration.credentials, environment), transport: .asyncHTTPClient(client),
                pacing: .limited(by: RateLimiter(clock: ContinuousClock())), logger: logger, now: { Date() })
            return AWSIoTConnector(connectorID: configuration.id, client: aws) { caID, code in
                let der = try await cas.proofOfPossession(ofCA: caID, commonName: code)
                return String(decoding: PEM.encode("CERTIFICATE", der), as: UTF8.self)
            }
        }
    }

    private static func credentials(
        _ source: ConnectorConfiguration.Credentials, _ environment: [String: String]
    ) -> any CredentialsProvider {
        switch source.source {
        case .environment:
            CredentialsChain([EnvironmentCredentials(environment), SharedFileCredentials(environment: environment)])
        case .profile: SharedFileCredentials(environment: environment, profile: source.profile)
        }
    }
}
