public import Foundation

/// The folder that holds all that a server keeps: database, keys, tokens. Its owner alone may look into it.
public struct DataDirectory: Sendable {
    public let url: URL
    private let lock: Int32

    public var database: URL { file("shedu.sqlite") }
    public var addresses: URL { file("addresses.json") }
    public var adminToken: URL { file("admin.token") }
    public var keyEncryptionKey: URL { file("key-encryption.key") }
    public var estCA: URL { file("est-ca.pem") }
    public var estCAKey: URL { file("est-ca.key") }

    /// Makes the folder where it is missing, and takes it for this process alone.
    /// - Throws: `StartError`.
    public init(path: String) throws(StartError) {
        url = URL(fileURLWithPath: path, isDirectory: true)
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartError("The data folder \(path) cannot be made: \(error.localizedDescription)")
        }
        lock = open(url.appendingPathComponent("lock").path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            throw StartError("Another server is running on \(path), or the folder is not writable.")
        }
    }

    private func file(_ name: String) -> URL { url.appendingPathComponent(name) }

    /// Gives the folder back; called when everything that writes into it has stopped.
    func release() {
        close(lock)
    }
}

/// Why a server does not start; the sentence says what to do.
public struct StartError: Error, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}

extension URL {
    /// Writes a file that its owner alone may read, all of it or nothing, and durably.
    func writePrivately(_ bytes: [UInt8]) throws(StartError) {
        let partial = path + ".partial"
        let descriptor = open(partial, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StartError("\(partial) cannot be written.") }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let isDurable = written == bytes.count && fsync(descriptor) == 0
        close(descriptor)
        guard isDurable, rename(partial, path) == 0, deletingLastPathComponent().isSynchronised() else {
            throw StartError("\(path) cannot be written.")
        }
    }

    /// Makes the names in a folder durable.
    private func isSynchronised() -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    /// The contents, or nil where there is no such file.
    func contentsIfPresent() throws(StartError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StartError("\(path) cannot be read; it must be readable by the user that the server runs as.")
        }
        return [UInt8](data)
    }
}
