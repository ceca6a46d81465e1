import Foundation
import Yams

/// The names in a configuration file. The reader asks only for what it knows, so a misspelt key would go unseen.
enum ConfigurationFile {
    /// - Throws: `StartError` that names the keys that are in no row of the table.
    static func refuseUnknownKeys(in path: String) throws(StartError) {
        let names: [String]
        do {
            let text = try String(contentsOfFile: path, encoding: .utf8)
            names = try Yams.compose(yaml: text).map { keys(of: $0, below: "") } ?? []
        } catch {
            throw StartError("The configuration file \(path) cannot be read: \(error)")
        }
        let known = Set(ConfigurationKey.all.map(\.name))
        let unknown = names.filter { !known.contains($0) }
        guard unknown.isEmpty else {
            throw StartError(
                "The configuration file \(path) has keys that are not known here: \(unknown.joined(separator: ", ")). "
                    + "Known are: \(ConfigurationKey.all.map(\.name).joined(separator: ", ")).")
        }
    }

    private static func keys(of node: Node, below prefix: String) -> [String] {
        guard let mapping = node.mapping else { return prefix.isEmpty ? [] : [prefix] }
        return mapping.flatMap { key, value in
            keys(of: value, below: prefix.isEmpty ? key.string ?? "" : "\(prefix).\(key.string ?? "")")
        }
    }
}
