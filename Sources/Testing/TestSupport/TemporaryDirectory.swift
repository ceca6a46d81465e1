public import Foundation

/// A folder that exists while a test runs. Made by `withTemporaryDirectory`.
public struct TemporaryDirectory: Sendable {
    public let path: String

    public var url: URL { URL(filePath: path, directoryHint: .isDirectory) }

    /// The path of an entry; the entry need not exist.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file and returns its path.
    @discardableResult
    public func write(_ name: String, _ bytes: some Sequence<UInt8>, mode: Int = 0o600) throws -> String {
        let file = path(name)
        try Data(bytes).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    @discardableResult
    public func write(_ name: String, _ text: String, mode: Int = 0o600) throws -> String {
        try write(name, text.utf8, mode: mode)
    }

    public func read(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(filePath: path(name))))
    }
}

/// Lends a new empty folder and removes it with its contents, also when the body throws.
/// - Parameter mode: 0700, or 0755 where another user's process must look inside.
@discardableResult
public func withTemporaryDirectory<Result>(
    mode: Int = 0o700, isolation: isolated (any Actor)? = #isolation,
    _ body: (TemporaryDirectory) async throws -> Result
) async throws -> Result {
    let directory = try makeTemporaryDirectory(mode: mode)
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    return try await body(directory)
}

/// The same for a body that waits for nothing.
@discardableResult
public func withTemporaryDirectory<Result>(
    mode: Int = 0o700, _ body: (TemporaryDirectory) throws -> Result
) throws -> Result {
    let directory = try makeTemporaryDirectory(mode: mode)
    defer { try? FileManager.default.removeItem(atPath: directory.path) }
    return try body(directory)
}

private func makeTemporaryDirectory(mode: Int) throws -> TemporaryDirectory {
    let path = FileManager.default.temporaryDirectory.appending(path: "shedu-test-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    // Set afterwards, because the mode of a new folder is cut by the umask.
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return TemporaryDirectory(path: path)
}
