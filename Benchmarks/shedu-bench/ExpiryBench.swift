import ArgumentParser
import CertificateAuthority
import TestPKI
import TestSupport

/// Measures the expiry monitor from inside: what a look costs when nothing is due, which is nearly always.
struct ExpiryBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expiry",
        abstract: "Lets the expiry monitor look at many certificates of which none is due, and prints how long it took."
    )

    @Option(help: "How many certificates are stored.")
    var certificates = 1_000_000
    @Option(help: "How often the monitor looks.")
    var rounds = 1_000

    func validate() throws {
        guard certificates > 0, (1...1_000_000).contains(rounds) else {
            throw ValidationError("There is at least one certificate, and 1 to 1000000 rounds.")
        }
    }

    func run() async throws {
        try await withPKI { pki in
            try await pki.createCA("root")
            try await pki.insertCopies(certificates, of: try await pki.certificate("device", from: "root"))
            let monitor = pki.monitor()
            var times: [Duration] = []
            for _ in 0..<rounds { times.append(try await ContinuousClock().measure { try await monitor.pass() }) }
            let sorted = times.sorted()
            print(
                "\(certificates) certificates, none due: median \(Self.microseconds(sorted[sorted.count / 2])) µs, "
                    + "longest of \(rounds) \(Self.microseconds(sorted[sorted.count - 1])) µs")
        }
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        duration.components.seconds * 1_000_000 + duration.components.attoseconds / 1_000_000_000_000
    }
}
