import EventLog
public import Events
public import Storage
import Synchronization

/// How the reconciler works. Every list has a bound.
public struct CloudProxyConfiguration: Sendable {
    /// Resources of one account that are worked on at the same time.
    public var concurrentMax = 8
    /// Attempts after which a resource is parked.
    public var attemptsMax = 10
    /// The first and the longest wait between two attempts; each is twice the one before, less up to a half at random.
    public var retryFirst: Duration = .seconds(1)
    public var retryMax: Duration = .seconds(300)
    /// The same for an account that throttles us.
    public var pauseFirst: Duration = .seconds(1)
    public var pauseMax: Duration = .seconds(60)
    /// How long a process that died keeps others from taking over an account.
    public var leaseTime: Duration = .seconds(30)
    /// How long one resource may take before it is taken up again.
    public var claimTime: Duration = .seconds(300)
    /// How often is looked for work without a hint.
    public var pollInterval: Duration = .seconds(1)
    /// The CA certificates of this server's own EST listener as PEM, which a DMS may hand out as well.
    public var downstreamCAs = ""

    public init() {}
}

/// Makes the connector of an account. It is asked once for each configuration.
public typealias CloudConnectorFactory = @Sendable (ConnectorConfiguration) throws -> any CloudConnector

/// The accounts and all that working on them takes; the reconciler and the service share it.
public final class CloudAccounts: Sendable {
    let database: any Database
    let configuration: CloudProxyConfiguration
    let downstream: [CertificateText]
    /// Kinds of cloud that the factory can make.
    let kinds: Set<String>
    let now: @Sendable () -> Timestamp
    /// From 0 up to 1.
    let random: @Sendable () -> Double
    /// Wakes the reconciler; the projection wakes it too.
    public let signal: WorkSignal
    let calls = CallCounts()
    private let factory: CloudConnectorFactory
    private let made = Mutex<[String: (configuration: ConnectorConfiguration, connector: any CloudConnector)]>([:])
    private let lastToken = Mutex<UInt64>(0)
    /// Tells this process from all others, also from those before it.
    let owner: String

    /// - Throws: `PKIXError` where `downstreamCAs` is not PEM.
    public init(
        database: any Database, signal: WorkSignal = WorkSignal(), owner: String,
        configuration: CloudProxyConfiguration = CloudProxyConfiguration(),
        kinds: Set<String> = [ConnectorConfiguration.awsIoT], now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        factory: @escaping CloudConnectorFactory
    ) throws {
        precondition(configuration.concurrentMax > 0 && configuration.attemptsMax > 0)
        self.database = database
        self.signal = signal
        self.owner = owner
        self.configuration = configuration
        let downstream = configuration.downstreamCAs
        self.downstream = downstream.isEmpty ? [] : try CertificateText.all(in: downstream)
        self.kinds = kinds
        self.now = now
        self.random = random
        self.factory = factory
    }

    /// The connector of a configuration; a changed one gets a new connector.
    func connector(for configuration: ConnectorConfiguration) throws -> any CloudConnector {
        try made.withLock { made in
            if let known = made[configuration.id], known.configuration == configuration { return known.connector }
            let connector = try factory(configuration)
            made[configuration.id] = (configuration, connector)
            return connector
        }
    }

    func nextToken() -> String {
        let number = lastToken.withLock { last in
            last += 1
            return last
        }
        return "\(owner)/\(number)"
    }

    func moment(after duration: Duration) -> Timestamp {
        Timestamp(milliseconds: now().milliseconds + duration.wholeMilliseconds)
    }

    func retryDelay(afterAttempt attempt: Int) -> Duration {
        Backoff(first: configuration.retryFirst, max: configuration.retryMax)
            .delay(afterAttempt: attempt, random: random())
    }

    func pauseDelay(afterPause pause: Int) -> Duration {
        Backoff(first: configuration.pauseFirst, max: configuration.pauseMax)
            .delay(afterAttempt: pause, random: random())
    }
}

extension Duration {
    /// Rounded down.
    var wholeMilliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
