import Foundation
import PKIX
import Testing

/// Runs one shell script in a folder of its own, so that many openssl calls cost one process of ours.
struct Shell {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("pkix-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    func write(_ name: String, _ bytes: [UInt8]) throws {
        try Data(bytes).write(to: folder.appendingPathComponent(name))
    }

    func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    func text(_ name: String) throws -> String { String(decoding: try read(name), as: UTF8.self) }

    /// Standard output and error of the script go to the file `log`, which is returned.
    @discardableResult
    func run(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "exec >log 2>&1\n" + script]
        process.currentDirectoryURL = folder
        try process.run()
        process.waitUntilExit()
        return try text("log")
    }
}

/// The code of the error that `body` throws; fails the test when it throws none.
func code<T>(_ body: () throws(PKIXError) -> T, sourceLocation: SourceLocation = #_sourceLocation) -> PKIXError.Code? {
    do {
        _ = try body()
        Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        return nil
    } catch {
        return error.code
    }
}

extension [UInt8] {
    init(_ text: String) { self = Array(text.utf8) }
    var text: String { String(decoding: self, as: UTF8.self) }
}
