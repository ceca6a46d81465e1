import Foundation

/// A Python virtual environment of the checkout, `.venv/<name>`, made by `make test-tools`.
public enum PythonEnvironment: String, Sendable {
    case judges, moto, ministack

    /// The interpreter: `SHEDU_<NAME>_PYTHON` where that is set, else the checkout's own.
    /// - Throws: `TestSupportError.notFound`.
    public func python() throws -> String {
        let variable = "SHEDU_\(rawValue.uppercased())_PYTHON"
        let path =
            try ProcessInfo.processInfo.environment[variable]
            ?? RepositoryRoot.url().appending(path: ".venv/\(rawValue)/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw TestSupportError.notFound("\(path) is missing: run `make test-tools`, or set \(variable)")
        }
        return path
    }

    /// A program that was installed beside the interpreter.
    public func program(_ name: String) throws -> String {
        URL(filePath: try python()).deletingLastPathComponent().appending(path: name).path
    }
}
