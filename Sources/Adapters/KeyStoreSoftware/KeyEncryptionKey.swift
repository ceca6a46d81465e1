public import Crypto
public import Foundation
import KeyStore

/// The key that the stored private keys are encrypted under (AES-256). It is looked for in this order: the environment
/// variable `SHEDU_KEY_ENCRYPTION_KEY` (base64), the systemd credential `shedu-key-encryption-key`, the file; and where
/// there is none of them, and nothing is encrypted yet, the file is made, readable by its owner only.
public struct KeyEncryptionKey: Sendable, CustomStringConvertible {
    public static let variable = "SHEDU_KEY_ENCRYPTION_KEY"
    public static let credential = "shedu-key-encryption-key"
    private static let byteCount = 32

    let symmetricKey: SymmetricKey

    public var description: String { "KeyEncryptionKey(hidden)" }

    public init(symmetricKey: SymmetricKey) {
        self.symmetricKey = symmetricKey
    }

    /// - Parameter mayMake: false where keys are stored already, which a new one could not open.
    /// - Throws: `KeyStoreError.noKeyEncryptionKey` with what to do.
    public static func load(environment: [String: String], file: URL, mayMake: Bool) throws -> KeyEncryptionKey {
        if let text = environment[variable] {
            return try KeyEncryptionKey(base64: text, from: "the environment variable \(variable)")
        }
        if let folder = environment["CREDENTIALS_DIRECTORY"] {
            let credentialFile = URL(fileURLWithPath: folder).appendingPathComponent(credential)
            if let data = try? Data(contentsOf: credentialFile) {
                return try KeyEncryptionKey(contents: data, from: "the systemd credential \(credential)")
            }
        }
        if FileManager.default.fileExists(atPath: file.path) {
            return try KeyEncryptionKey(contents: try Data(contentsOf: file), from: file.path)
        }
        guard mayMake else {
            throw KeyStoreError.noKeyEncryptionKey(
                "The stored keys are encrypted, and their key-encryption key is missing: put it back to \(file.path), or "
                    + "into \(variable).")
        }
        return try make(file)
    }

    private static func make(_ file: URL) throws -> KeyEncryptionKey {
        let key = SymmetricKey(size: .bits256)
        let text = key.withUnsafeBytes { Data($0).base64EncodedString() } + "\n"
        let partial = file.path + ".partial"
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard FileManager.default.createFile(atPath: partial, contents: Data(text.utf8), attributes: attributes),
            rename(partial, file.path) == 0
        else {
            throw KeyStoreError.noKeyEncryptionKey("\(file.path) cannot be written; make its folder writable")
        }
        try synchronise(file)
        return KeyEncryptionKey(symmetricKey: key)
    }

    /// Keys encrypted under it must not outlive it, so it is on disk before the first of them.
    private static func synchronise(_ file: URL) throws {
        for path in [file.path, file.deletingLastPathComponent().path] {
            let descriptor = open(path, O_RDONLY)
            guard descriptor >= 0 else { throw KeyStoreError.noKeyEncryptionKey("\(path) cannot be opened") }
            defer { close(descriptor) }
            guard fsync(descriptor) == 0 else {
                throw KeyStoreError.noKeyEncryptionKey("\(path) cannot be made durable")
            }
        }
    }

    /// Raw bytes, or base64 with a newline after it.
    private init(contents: Data, from place: String) throws {
        if contents.count == Self.byteCount {
            self.init(symmetricKey: SymmetricKey(data: contents))
        } else {
            try self.init(base64: String(decoding: contents, as: UTF8.self), from: place)
        }
    }

    private init(base64 text: String, from place: String) throws {
        guard let data = Data(base64Encoded: text.trimmingCharacters(in: .whitespacesAndNewlines)),
            data.count == Self.byteCount
        else {
            throw KeyStoreError.noKeyEncryptionKey(
                "\(place) does not hold a key of \(Self.byteCount) bytes in base64; "
                    + "one is made by: openssl rand -base64 \(Self.byteCount)")
        }
        self.init(symmetricKey: SymmetricKey(data: data))
    }
}
