import ArgumentParser
import CertificateAuthority
import Foundation
import ManagementAPI
import TestPKI
import TestSupport
import ValidationAuthority

/// Measures a publication from inside: everything between the wish for a list and its being stored.
struct CRLBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crl", abstract: "Publishes a CRL with many entries from a database, and prints how long it took.")

    @Option(help: "How many certificates are revoked.")
    var entries = 100_000
    @Option(help: "How often it is published.")
    var rounds = 5

    func validate() throws {
        guard entries > 0, (1...1_000).contains(rounds) else {
            throw ValidationError("There is at least one entry, and 1 to 1000 rounds.")
        }
    }

    func run() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.insertRevoked(entries, ofCA: "root")
            for base in [nil, "http://pki.test"] {
                let points = base.map { ValidationPoints(base: $0) }
                let service = CRLService(
                    database: pki.database, cas: pki.cas, clock: pki.clock.wall,
                    configuration: CRLConfiguration(validationPoints: { points }))
                var times: [Duration] = []
                var last: [CRLView] = []
                for _ in 0..<rounds {
                    times.append(try await ContinuousClock().measure { last = try await service.publish("root") })
                }
                let sorted = times.sorted()
                print(
                    "\(base == nil ? "complete" : "complete and delta"): \(last.first?.entries ?? 0) entries, "
                        + "\(last.first?.size ?? 0) bytes, median \(Self.milliseconds(sorted[sorted.count / 2])) ms, "
                        + "fastest \(Self.milliseconds(sorted[0])) ms")
            }
        }
    }

    private static func milliseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
