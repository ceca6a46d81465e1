import CertificateAuthority
import Events
import Listing
import Logging
import ManagementAPI
import PKIX
import ServiceLifecycle
import Testing
import TestPKI
@testable import ValidationAuthority

@Suite("The CRL services")
struct CRLServicesTests {
    @Test(
        "publish the first list of a new CA, and a new list after a revocation, by themselves", .timeLimit(.minutes(5)))
    func running() async throws {
        try await withCRLs { house in
            let pki = house.pki
            try await withThrowingTaskGroup(of: Void.self) { group in
                for owner in ["a", "b"] {
                    let services = house.crls.services(
                        log: pki.log, owner: owner,
                        logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
                    for service in services { group.addTask { try await service.run() } }
                }
                try await pki.createCA("root")
                try await Self.until(house) { _ in true }
                let certificate = try await pki.certificate("a", from: "root")
                _ = try await pki.cas.updateCertificateStatus(
                    of: certificate.serialNumber,
                    to: CertificateStatusBody(status: .revoked, revocationReason: .superseded), by: TestPKI.caller)
                try await Self.until(house) { $0.entries.map(\.serial.hex) == [certificate.serialNumber] }
                group.cancelAll()
            }
            let numbers = try await house.crls.list(ofCA: "root").list.map(\.number)
            #expect(numbers == [1, 2], "two servers publish each list once")
        }
    }

    /// Looks again and again; the time limit of the test ends it.
    private static func until(_ house: CRLHouse, _ isDone: (ParsedCRL) -> Bool) async throws {
        while true {
            if let crl = try await house.crls.crl(path: "root/0.crl"), isDone(try ParsedCRL(der: crl.der)) { return }
            try Task.checkCancellation()
            await Task.yield()
        }
    }
}
