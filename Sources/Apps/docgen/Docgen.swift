import Documentation
import Foundation

/// `docgen` writes the generated files of the repository it is started in; `docgen --check` only says which differ.
@main
struct Docgen {
    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        let root = FileManager.default.currentDirectoryPath
        guard arguments.isEmpty || arguments == ["--check"],
            FileManager.default.fileExists(atPath: "\(root)/Package.swift")
        else { end(2, "usage, in the root of the repository: docgen [--check]") }
        let files = try Documentation.files()
        guard arguments.isEmpty else {
            let differing = files.differences(below: root)
            if !differing.isEmpty { end(1, "run `make docs`; these differ:\n" + differing.joined(separator: "\n")) }
            return
        }
        for path in try files.write(below: root) { print(path) }
    }

    private static func end(_ status: Int32, _ message: String) -> Never {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(status)
    }
}
