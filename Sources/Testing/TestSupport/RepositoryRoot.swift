public import Foundation

/// The checkout that the tests were built from.
public enum RepositoryRoot {
    /// The nearest folder above `file` that holds a `Package.swift`.
    /// - Throws: `TestSupportError.notFound`.
    public static func url(above file: String = #filePath) throws -> URL {
        var folder = URL(filePath: file).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path) { return folder }
            folder.deleteLastPathComponent()
        }
        throw TestSupportError.notFound("no Package.swift above \(file)")
    }

    /// The contents of a file, by its path from the root, for instance `Tests/Fixtures/ca.pem`.
    public static func contents(of path: String, above file: String = #filePath) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: url(above: file).appending(path: path)))
    }
}

/// What can go wrong around a test, before it has tested anything.
public enum TestSupportError: Error, CustomStringConvertible {
    case notFound(String)
    case system(call: String, errno: Int32)
    case timedOut(String)
    case exitedEarly(String)
    case failed(command: String, status: Int32, stderr: String)

    public var description: String {
        switch self {
        case .notFound(let what): what
        case .system(let call, let errno): "\(call): \(String(cString: strerror(errno)))"
        case .timedOut(let what): "timed out: \(what)"
        case .exitedEarly(let what): "exited before it was ready: \(what)"
        case .failed(let command, let status, let stderr): "\(command) ended with \(status): \(stderr)"
        }
    }
}
