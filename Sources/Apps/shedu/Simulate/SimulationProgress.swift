import Foundation

/// What a person sees while a simulation runs: a bar on a terminal, and once why requests of a kind fail.
struct SimulationProgress: Sendable {
    let terminal: Terminal

    /// Runs the body.
    /// - Returns: how long it took.
    func show(
        _ book: FleetBook, of plan: SimulationPlan, _ body: @escaping @Sendable () async -> Void
    ) async -> Duration {
        let elapsed = await ContinuousClock().measure {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await watch(book, plan) }
                await body()
                group.cancelAll()
            }
        }
        return elapsed
    }

    private func watch(_ book: FleetBook, _ plan: SimulationPlan) async {
        var told = 0
        repeat {
            try? await Task.sleep(for: .milliseconds(100))
            let tally = book.tally
            for failure in tally.failures.dropFirst(told) {
                if terminal.isInteractive { write("\r\u{1B}[K") }
                write("\(failure.kind.rawValue) \(failure.first.cause): \(failure.first.sentence)\n")
            }
            told = tally.failures.count
            if terminal.isInteractive { write("\r\(Self.bar(tally, of: plan.expected))\u{1B}[K") }
        } while !Task.isCancelled
        if terminal.isInteractive { write("\r\u{1B}[K") }
    }

    static func bar(_ tally: FleetTally, of expected: Int) -> String {
        let width = 30
        let done = expected > 0 ? min(tally.count * width / expected, width) : width
        let failed = tally[.enrollment].failed + tally[.renewal].failed
        return "[" + String(repeating: "#", count: done) + String(repeating: ".", count: width - done) + "] "
            + "\(tally.count)/\(expected)  \(tally[.enrollment].issued) enrolled, \(tally[.renewal].issued) renewed"
            + (failed > 0 ? ", \(failed) failed" : "")
    }

    private func write(_ text: String) {
        Terminal.write(text, to: STDERR_FILENO)
    }
}

extension Terminal {
    /// The bar is no colour, but a terminal that is dumb or that wants things plain gets none either.
    static var standardError: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        let isTerminal = isatty(STDERR_FILENO) == 1
        return Terminal(isInteractive: isTerminal && !isPlain, hasColor: false)
    }
}
