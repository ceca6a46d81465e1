import CloudEvents
import Foundation

/// Writes the story, in colour where somebody looks.
struct DemoPrinter: Sendable {
    private let isColoured = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    func title(_ text: String) {
        write("\n" + styled(text, "1"))
    }

    func line(_ text: String) {
        write("  " + text)
    }

    func event(_ sequence: Int64, _ event: CloudEvent) {
        let number = String(sequence)
        let padding = String(repeating: " ", count: max(0, 5 - number.count))
        line("\(styled(padding + number, "2"))  \(styled(event.type, "36"))  \(event.subject ?? "")")
    }

    private func styled(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    private func write(_ text: String) {
        print(text)
        fflush(nil)
    }
}
