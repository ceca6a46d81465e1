import Foundation

/// Where output goes, and what it can show.
struct Terminal {
    let isInteractive: Bool
    let hasColor: Bool

    /// Plain where it is a pipe, where NO_COLOR is set (https://no-color.org), or where the terminal is dumb.
    static var standardOutput: Terminal {
        let environment = ProcessInfo.processInfo.environment
        let isTerminal = isatty(STDOUT_FILENO) == 1
        let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false || environment["TERM"] == "dumb"
        return Terminal(isInteractive: isTerminal, hasColor: isTerminal && !isPlain)
    }

    func line(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }

    /// For people only; it never mixes with what a program reads.
    func note(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    func bold(_ text: String) -> String {
        hasColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }
}
