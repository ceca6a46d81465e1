public import CertificateAuthority
public import Events
import DeviceManager
import Logging

/// What another server on the same database runs.
extension TestPKI {
    /// - Parameter wall: the test's clock where it is left out.
    public func anotherService(
        windows: ExpiryWindows = .standard, cascadeMax: Int = 1_000, wall: WallClock? = nil
    ) -> CAService {
        var configuration = CAService.Configuration(windows: windows)
        configuration.cascadeMax = cascadeMax
        return CAService(
            database: database, keyStore: keyStore, clock: wall ?? clock.wall,
            observers: [DeviceService.certificateObserver], configuration: configuration)
    }

    public func monitor(
        _ owner: String = "one", of service: CAService? = nil, batchMax: Int = 100, pauseMax: Duration = .seconds(10),
        clock: any Clock<Duration> = ContinuousClock()
    ) -> ExpiryMonitor {
        var configuration = ExpiryMonitor.Configuration()
        configuration.batchMax = batchMax
        configuration.windowsBatchMax = batchMax
        configuration.pauseMax = pauseMax
        return ExpiryMonitor(
            cas: service ?? cas, configuration: configuration, owner: owner, clock: clock, logger: Self.logger)
    }

    public func revocationWorker(
        _ owner: String = "one", of service: CAService? = nil, batchMax: Int = 100,
        clock: any Clock<Duration> = ContinuousClock()
    ) -> RevocationWorker {
        RevocationWorker(cas: service ?? cas, batchMax: batchMax, owner: owner, clock: clock, logger: Self.logger)
    }

    private static let logger = Logger(label: "test")
}
