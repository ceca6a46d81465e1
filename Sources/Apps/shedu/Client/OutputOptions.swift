import ArgumentParser

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

/// How to show what came back.
struct OutputOptions: ParsableArguments {
    @Option(name: [.short, .long], help: "For people, or for programs.")
    var output = OutputFormat.table
}
