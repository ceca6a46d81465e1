import Foundation

/// A page of the documentation, as far as links go.
struct MarkdownPage {
    /// From the root of the repository.
    let path: String
    /// Without what stands in fences.
    let lines: [String]

    init(path: String, text: String) {
        self.path = path
        var isFenced = false
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).compactMap { line in
            if line.hasPrefix("```") { isFenced.toggle() }
            return isFenced || line.hasPrefix("```") ? nil : String(line)
        }
    }

    /// The pages at the root, and all below `docs`.
    static func all() throws -> [MarkdownPage] {
        let root = try SourceTree.root()
        let top = try FileManager.default.contentsOfDirectory(atPath: root.path)
        let below =
            FileManager.default.enumerator(atPath: root.appending(path: "docs").path)?
            .compactMap { $0 as? String } ?? []
        return try (top + below.map { "docs/" + $0 }).filter { $0.hasSuffix(".md") }.sorted().map { path in
            MarkdownPage(path: path, text: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }

    /// Where it leads within the repository.
    var links: [String] {
        lines.flatMap { line in
            line.components(separatedBy: "](").dropFirst().compactMap { rest -> String? in
                guard let end = rest.firstIndex(of: ")") else { return nil }
                let target = String(rest[..<end])
                return target.hasPrefix("http") ? nil : target
            }
        }
    }

    /// The names of its headings, as a browser of the repository makes them.
    var anchors: Set<String> {
        Set(
            lines.filter { $0.hasPrefix("#") }.map { line in
                let title = line.drop { $0 == "#" }.drop { $0 == " " }.lowercased()
                return String(title.filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) })
                    .replacing(" ", with: "-")
            })
    }

    /// Whether a link of this page leads anywhere.
    /// - Parameter headings: of each page, by its path.
    func leads(_ link: String, headings: [String: Set<String>]) throws -> Bool {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        var target = path
        if !parts[0].isEmpty {
            let folder = URL(filePath: "/" + path).deletingLastPathComponent()
            target = String(folder.appending(path: parts[0]).standardizedFileURL.path.dropFirst())
            guard FileManager.default.fileExists(atPath: try SourceTree.root().appending(path: target).path) else {
                return false
            }
        }
        return parts.count == 1 || headings[target]?.contains(parts[1]) == true
    }
}
