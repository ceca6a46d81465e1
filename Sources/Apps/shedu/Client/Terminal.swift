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
        Self.write(text + "\n", to: STDOUT_FILENO)
    }

    /// Text that has its own line breaks.
    func text(_ text: String) {
        Self.write(text, to: STDOUT_FILENO)
    }

    /// For people only; it never mixes with what a program reads.
    func note(_ text: String) {
        Self.write(text + "\n", to: STDERR_FILENO)
    }

    func bold(_ text: String) -> String {
        hasColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text
    }

    /// A reader that went away, as `head` does, has seen enough: the process ends as one that did its work. Foundation's
    /// file handles would crash instead.
    static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno != EINTR && errno != EAGAIN {
                exit(errno == EPIPE ? Outcome.success.rawValue : Outcome.failed.rawValue)
            }
        }
    }
}
