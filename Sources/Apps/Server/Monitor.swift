import CertificateAuthority
import DeviceManager
import Foundation
import Logging
import ServiceLifecycle

/// The work on CAs, certificates and devices that goes on beside requests. Any number of servers may run it.
struct Monitor: Sendable {
    private let cas: CAService
    let services: [any Service]

    init(_ house: House, logger: Logger) {
        cas = house.cas
        let owner = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)"
        services = [
            ExpiryMonitor(cas: cas, owner: owner, logger: logger),
            RevocationWorker(cas: cas, owner: owner, logger: logger),
            JobWorker(devices: house.devices, owner: owner, logger: logger),
        ]
    }

    /// The folder is ours alone, so whoever holds a lease is a process that was killed.
    func takeOver() async throws {
        try await cas.endWorkLeases()
    }
}
