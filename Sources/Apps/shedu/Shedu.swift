import ArgumentParser

/// The command line. Exit codes: 0, 1 failed, 2 usage, 3 not found, 4 conflict.
@main
struct Shedu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shedu",
        abstract: "Event-driven PKI for fleets of devices.",
        subcommands: [
            Serve.self, Demo.self, CACommand.self, CertificateCommand.self, ProfileCommand.self, DMSCommand.self,
            DeviceCommand.self, ConnectorCommand.self, CloudCommand.self, EventCommand.self, SubscriptionCommand.self,
            StatsCommand.self, WebhookKeyCommand.self, Simulate.self,
        ])

    static func main() async {
        await Outcome.run(Shedu.self)
    }
}
