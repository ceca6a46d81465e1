import ArgumentParser

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Counts certificates, CAs, devices and DMSs.")
    @OptionGroup var options: ClientOptions

    func run() async throws {
        try await options.run { try await $0.show("showStatistics") }
    }
}
