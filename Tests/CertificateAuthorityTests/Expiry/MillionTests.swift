import Events
import Foundation
import ManagementAPI
import Storage
import StorageSQLite
import TestPKI
import Testing
@testable import CertificateAuthority

/// Measures on a million certificates; `SHEDU_MILLION=1` runs it. The figures are printed, for times are not asserted.
@Suite("A million certificates", .enabled(if: ProcessInfo.processInfo.environment["SHEDU_MILLION"] != nil))
struct MillionTests {
    @Test("the expiry monitor looks at them, and they are counted and revoked")
    func million() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            let leaf = try await pki.certificate("pump-1", from: "root")
            try await pki.insertCopies(1_000_000, of: leaf)
            let monitor = pki.monitor()
            let looks = try await (0..<200).asyncMap { _ in try await time { _ = try await monitor.pass() } }.sorted()
            print("a look with nothing due: median \(looks[100]), longest \(looks[199])")

            let asked = try await time {
                _ = try await pki.cas.revoke(ca: "root", to: .init(status: .revoked), by: TestPKI.caller)
            }
            let counted = try await time { _ = try await pki.cas.revocation(ofCA: "root") }
            print("the series is taken on in \(asked), and its progress counted in \(counted)")
            let worker = pki.revocationWorker()
            let revoked = try await time { for _ in 0..<100 { try await worker.step() } }
            print("100 steps of 100 certificates in \(revoked)")
            #expect(try await pki.cas.revocation(ofCA: "root").revoked == 10_000)
        }
    }

    private func time(_ body: () async throws -> Void) async throws -> Duration {
        let clock = ContinuousClock()
        return try await clock.measure(body)
    }
}

extension Range<Int> {
    fileprivate func asyncMap<Value>(_ transform: (Int) async throws -> Value) async throws -> [Value] {
        var values: [Value] = []
        for number in self { values.append(try await transform(number)) }
        return values
    }
}
