import Foundation
import JSONSchema

/// A file that is written by a program and committed, so that a change of it is seen in review.
public struct GeneratedFile: Sendable, Equatable {
    /// From the root of the repository.
    public let path: String
    public let text: String

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
    }

    /// Laid out for people, members sorted by name.
    static func json(_ value: JSONValue) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    }
}

extension [GeneratedFile] {
    /// Writes what is not there as it should be, and removes schemas that are no longer generated.
    /// - Parameter root: the repository.
    /// - Returns: the paths that changed.
    public func write(below root: String) throws -> [String] {
        let changed = differences(below: root)
        for path in changed {
            let file = URL(filePath: "\(root)/\(path)")
            if let generated = first(where: { $0.path == path }) {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(generated.text.utf8).write(to: file)
            } else {
                try FileManager.default.removeItem(at: file)
            }
        }
        return changed
    }

    /// The paths at which the repository holds something else, nothing, or a schema too many.
    public func differences(below root: String) -> [String] {
        let changed = filter { file in
            (try? Data(contentsOf: URL(filePath: "\(root)/\(file.path)"))) != Data(file.text.utf8)
        }
        let expected = Set(map(\.path))
        let folder = Documentation.schemaFolder
        let found = FileManager.default.enumerator(atPath: "\(root)/\(folder)")?.compactMap { $0 as? String } ?? []
        let stale = found.filter { $0.hasSuffix(".json") }.map { "\(folder)/\($0)" }.filter { !expected.contains($0) }
        return (changed.map(\.path) + stale).sorted()
    }
}
