import ArgumentParser

/// What is measured. Without the name of a subcommand it is `load`.
@main
struct BenchTool: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shedu-bench", abstract: "Measures shedu.",
        subcommands: [Bench.self, CRLBench.self, ExpiryBench.self, DeviceBench.self, IdleBench.self],
        defaultSubcommand: Bench.self)
}
