import ArgumentParser
import Events
import Foundation

/// `shedu simulate`: a fleet of virtual devices over real EST.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Enrol and re-enrol a fleet of virtual devices over EST, at a given rate.",
        discussion: """
            Every device makes a key, enrols by a bootstrap certificate over a TLS connection of its own, and then renews by \
            its own certificate for a new key, in turn with the others. Requests begin at the given rate whether or not the \
            server keeps up, and times count from when a request was due.

            The bootstrap certificate is read from files, or made by a bootstrap CA of the DMS over the management API. \
            Renewal at once needs a DMS with allow_new_auto_enrollment, as --create makes it.

            Exit code 1 if any request failed.
            """)

    @Option(help: "How many devices, 1 to 1000000.") var devices = 100
    @Option(help: "Requests a second, enrolments and renewals together.") var rate = 10.0
    @Option(help: "How often every device renews; without it once, or for as long as --duration says.")
    var renewals: Int?
    @Option(help: "End after this long, for instance 30s.") var duration: String?
    @Option(help: "Requests in flight at most, 1 to 4096.") var inFlight = 256
    @Option(help: "How the names of the devices begin. (default: sim- and a random number)") var prefix: String?
    @OptionGroup(title: "Place") var place: SimulationPlace
    @OptionGroup(title: "Connection") var connection: ConnectionOptions
    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
        guard (1...1_000_000).contains(devices) else { throw ValidationError("--devices takes 1 to 1000000.") }
        guard rate > 0, rate <= 100_000 else { throw ValidationError("--rate takes more than 0 and at most 100000.") }
        guard (1...4_096).contains(inFlight) else { throw ValidationError("--in-flight takes 1 to 4096.") }
        guard renewals.map({ (0...1_000_000).contains($0) }) ?? true else {
            throw ValidationError("--renewals takes 0 to 1000000.")
        }
        guard prefix.map({ !$0.isEmpty && $0.utf8.count <= 50 && !$0.contains(":") }) ?? true else {
            throw ValidationError("--prefix takes 1 to 50 characters without a colon.")
        }
        _ = try plan()
    }

    func run() async throws {
        let label = place.dms
        let (client, credentials) = try await place.prepare(connection)
        let book = FleetBook(
            devices: devices, prefix: prefix ?? "sim-\(String(UInt32.random(in: .min ... .max), radix: 16))-")
        let simulation = Simulation(
            plan: try plan(), client: client, label: label, credentials: credentials, book: book)
        let progress = SimulationProgress(terminal: .standardError)
        let elapsed = await progress.show(book, of: try plan()) { await simulation.run() }
        let report = SimulationReport(book.tally, seconds: elapsed.seconds)
        Terminal.standardOutput.line(try output.output == .json ? report.json() : report.text)
        if report.hasFailures { throw ExitCode.failure }
    }

    private func plan() throws -> SimulationPlan {
        var limit: Duration?
        if let duration {
            guard let parsed = try? WireDuration(duration), parsed.nanoseconds > 0 else {
                throw ValidationError("--duration takes a time, for instance 30s or 5m.")
            }
            limit = .nanoseconds(parsed.nanoseconds)
        }
        let rounds = renewals ?? (limit == nil ? 1 : nil)
        return SimulationPlan(devices: devices, rate: rate, renewals: rounds, limit: limit, inFlightMax: inFlight)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
