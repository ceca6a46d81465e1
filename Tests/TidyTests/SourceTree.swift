import Foundation
import TestSupport

/// The sources of the checkout, as text.
struct SourceTree {
    struct File {
        /// From the root of the repository.
        let path: String
        let lines: [Substring]

        /// For instance `Domain`, nil where the file is not in a module of a layer.
        var layer: String? { path.split(separator: "/").dropFirst().first.map(String.init) }
        var module: String { path.split(separator: "/").dropFirst(2).first.map(String.init) ?? "" }

        /// Names of the modules that it imports.
        var imports: [String] {
            lines.compactMap { line in
                let words = line.split { $0 == " " || $0 == "." }
                guard let keyword = words.firstIndex(of: "import"), Self.modifiers.isSuperset(of: words[..<keyword])
                else { return nil }
                let rest = words[(keyword + 1)...].drop { Self.kinds.contains($0) }
                return rest.first.map(String.init)
            }
        }

        private static let modifiers: Set<Substring> = [
            "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency", "@_exported",
        ]
        private static let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
    }

    let files: [File]

    /// All Swift files of `Sources`.
    init() throws {
        let root = try Self.root()
        let names = FileManager.default.enumerator(atPath: root.appending(path: "Sources").path)
        files = try (names?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted().map { name in
            let text = try String(contentsOf: root.appending(path: "Sources/\(name)"), encoding: .utf8)
            return File(path: "Sources/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    /// The checkout, also where the package sees this folder through a link.
    static func root() throws -> URL {
        try RepositoryRoot.url(above: URL(filePath: #filePath).resolvingSymlinksInPath().path)
    }

    /// The layer of each module of ours.
    var layers: [String: String] {
        Dictionary(files.compactMap { file in file.layer.map { (file.module, $0) } }) { first, _ in first }
    }
}
