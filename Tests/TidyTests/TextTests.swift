import Testing

@Suite("The sources")
struct TextTests {
    private let tree: SourceTree

    init() throws { tree = try SourceTree() }

    @Test("have no word in their code that ends the process, hides a race or puts work off", arguments: Forbidden.all)
    func words(forbidden: Forbidden) {
        let places = tree.files.flatMap { file in
            file.lines.enumerated().filter { index, line in
                forbidden.isIn(line) && !(forbidden.mayBeExplained && file.explains(index))
            }.map { "\(file.path):\($0.offset + 1): \($0.element)" }
        }
        #expect(places == [], "\(forbidden.word) is not used here")
    }

    @Test("are in files of at most 300 lines")
    func lengths() {
        let long = tree.files.filter { $0.lines.count > 301 }.map { "\($0.path): \($0.lines.count) lines" }
        #expect(long == [])
    }

    @Test("are in modules and files that are named by what they are")
    func names() {
        let vague = ["Core", "Common", "Utils", "Util", "Manager", "Helper", "Helpers", "Impl", "Misc", "Shared"]
        // The trade's own name for a part of a PKI.
        let parts = tree.files.flatMap { $0.path.split(separator: "/") }.filter { $0 != "DeviceManager" }
        let names = Set(parts.map { $0.replacing(".swift", with: "") })
        #expect(names.filter { name in vague.contains { name.hasSuffix($0) } }.sorted() == [])
    }

    @Test("of the contracts have a comment on each public type")
    func comments() {
        let kinds = ["struct ", "enum ", "protocol ", "class ", "actor "]
        let bare = tree.files.filter { $0.layer == "Contracts" }.flatMap { file in
            file.lines.indices.filter { index in
                kinds.contains {
                    file.lines[index].hasPrefix("public \($0)") || file.lines[index].hasPrefix("public indirect \($0)")
                }
                    && !(index > 0 && file.lines[index - 1].hasPrefix("///"))
            }.map { "\(file.path):\($0 + 1): \(file.lines[$0])" }
        }
        #expect(bare == [])
    }

    @Test(
        "are searched by patterns that find what they are for",
        arguments: [
            ("fatalError(\"x\")", "fatalError"), ("let a = try! f()", "try!"), ("b as! C", "as!"),
            ("final class D: @unchecked Sendable {", "@unchecked Sendable"), ("f() // TODO later", "TODO"),
            ("    /// FIXME", "FIXME"),
        ])
    func patterns(line: Substring, word: String) throws {
        let forbidden = try #require(Forbidden.all.first { $0.word == word })
        #expect(forbidden.isIn(line))
        #expect(!forbidden.isIn("let methodsToDo = entry.todo ?? has!"))
    }
}

/// A word that does not stand in the sources.
struct Forbidden: Sendable, CustomTestStringConvertible {
    let word: String
    /// A comment beside it that says why makes it right.
    let mayBeExplained: Bool

    static let all = [
        Forbidden(word: "fatalError", mayBeExplained: false), Forbidden(word: "try!", mayBeExplained: false),
        Forbidden(word: "as!", mayBeExplained: false), Forbidden(word: "@unchecked Sendable", mayBeExplained: true),
        Forbidden(word: "nonisolated(unsafe)", mayBeExplained: true), Forbidden(word: "TODO", mayBeExplained: false),
        Forbidden(word: "FIXME", mayBeExplained: false),
    ]

    var testDescription: String { word }

    /// Whether it stands there as a word of its own.
    func isIn(_ line: Substring) -> Bool {
        line.ranges(of: word).contains { range in
            let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
            return !(before.isLetter || before.isNumber || before == "_")
        }
    }
}

extension SourceTree.File {
    /// Whether a comment stands on the line or on the one above it.
    fileprivate func explains(_ index: Int) -> Bool {
        lines[index].contains("//") || index > 0 && lines[index - 1].contains("//")
    }
}
