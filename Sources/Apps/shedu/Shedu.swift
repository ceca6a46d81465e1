import ArgumentParser

@main
struct Shedu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shedu",
        abstract: "Event-driven PKI for fleets of devices.",
        subcommands: [Serve.self, Demo.self])
}
