/// The little Markdown that the pages need.
enum Markdown {
    static let notice = "<!-- Written by `make docs` from the tables in the code. Do not edit. -->"

    /// A cell's pipes are escaped; its other characters are the caller's.
    static func table(_ heading: [String], _ rows: [[String]]) -> String {
        let lines = [heading, heading.map { _ in "---" }] + rows.map { $0.map(cell) }
        return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    }

    static func code(_ text: String) -> String { text.isEmpty ? "" : "`\(text)`" }

    static func page(_ parts: [String]) -> String { parts.joined(separator: "\n\n") + "\n" }

    private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}
