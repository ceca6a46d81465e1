import Foundation

/// The target map of `Package.swift`, as text: what each target names as its own modules.
struct Manifest {
    struct Target {
        let name: String
        /// Of the path `Sources/<layer>/<name>`; `Tests` for a test target.
        let layer: String
        /// The targets of this package among its dependencies.
        let dependencies: [String]
    }

    let targets: [Target]

    init() throws {
        let text = try String(contentsOf: SourceTree.root().appending(path: "Package.swift"), encoding: .utf8)
        targets = Self.calls(in: text).compactMap(Self.target)
    }

    /// The text between the parentheses of each call of `module`, `tests` and `.executableTarget`.
    private static func calls(in text: String) -> [(function: String, arguments: Substring)] {
        ["module(", "tests(", ".executableTarget("].flatMap { function in
            text.ranges(of: function).compactMap { range -> (String, Substring)? in
                var depth = 1
                let end = text[range.upperBound...].firstIndex { character in
                    depth += character == "(" ? 1 : character == ")" ? -1 : 0
                    return depth == 0
                }
                // The functions' own declarations have no string in quotes.
                guard let end, text[range.upperBound..<end].contains("\"") else { return nil }
                return (function, text[range.upperBound..<end])
            }
        }
    }

    private static func target(_ function: String, _ arguments: Substring) -> Target? {
        // What stands beside the house, such as a load generator, is not a part of it.
        if arguments.contains("path: \"") && !arguments.contains("path: \"Sources/") { return nil }
        // Products of other packages are named in parentheses; what they contain is not ours.
        let withoutProducts = arguments.replacing(/\.product\([^)]*\)/, with: "")
        let lists = withoutProducts.split(separator: "[", maxSplits: 1)
        guard let head = lists.first else { return nil }
        let names = strings(in: head)
        let dependencies = lists.count > 1 ? strings(in: lists[1].prefix { $0 != "]" }) : []
        switch (function, names.count) {
        case ("module(", 2...): return Target(name: names[1], layer: names[0], dependencies: dependencies)
        case ("tests(", 1...): return Target(name: names[0], layer: "Tests", dependencies: dependencies)
        case (".executableTarget(", 1...): return Target(name: names[0], layer: "Apps", dependencies: dependencies)
        default: return nil
        }
    }

    private static func strings(in text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
