public import KeyStore
public import NIOPosix
public import PKIX
public import Storage
import Crypto
import Foundation
import Synchronization

/// Keys in the database, each encrypted under the key-encryption key with AES-256-GCM. The key's id and kind are
/// authenticated with it, so that no row can be passed off as another.
public final class SoftwareKeyStore: KeyStore {
    public static let migrations = [
        Migration("key-store-software/001") { dialect in
            [
                """
                CREATE TABLE software_key (
                    id TEXT PRIMARY KEY, kind TEXT NOT NULL, public_key_info \(dialect.bytesType) NOT NULL,
                    sealed \(dialect.bytesType) NOT NULL, created_at BIGINT NOT NULL)
                """
            ]
        }
    ]

    public let engineID = "software"
    private let database: any Database
    private let keyEncryptionKey: KeyEncryptionKey
    private let pool: NIOThreadPool
    /// Keys by id; nil for one that was destroyed while this process ran, which a reader that was under way must not
    /// bring back.
    let opened = Mutex<[String: (any SigningKey)?]>([:])

    /// - Parameter pool: where signatures are made that take long.
    public init(database: any Database, keyEncryptionKey: KeyEncryptionKey, pool: NIOThreadPool) {
        self.database = database
        self.keyEncryptionKey = keyEncryptionKey
        self.pool = pool
    }

    /// Whether any key is stored.
    public static func holdsKeys(_ database: any Database) async throws -> Bool {
        try await database.read { try $0.first("SELECT 1 FROM software_key LIMIT 1") != nil }
    }

    /// Opens one of the stored keys, so that a wrong key-encryption key is found at the start and not at a signature.
    /// - Throws: `KeyStoreError.wrongKeyEncryptionKey`.
    public func verify() async throws {
        let row = try await database.read { try $0.first("SELECT id FROM software_key ORDER BY id LIMIT 1") }
        if let row { _ = try await key(try row.text(0)) }
    }

    public func generate(_ specification: KeySpecification) async throws -> any SigningKey {
        try await store(try await generateForCaller(specification))
    }

    public func importKey(_ key: PrivateKey) async throws -> any SigningKey {
        try await store(key)
    }

    public func generateForCaller(_ specification: KeySpecification) async throws -> PrivateKey {
        try await pool.runIfActive { try PrivateKey(generating: specification.kind) }
    }

    public func key(_ id: String) async throws -> any SigningKey {
        if let known = opened.withLock({ $0[id] }) {
            guard let known else { throw KeyStoreError.notFound(id: id) }
            return known
        }
        let row = try await database.read { snapshot in
            try snapshot.first("SELECT kind, sealed FROM software_key WHERE id = \(id)")
        }
        guard let row else { throw KeyStoreError.notFound(id: id) }
        let kind = try row.text(0)
        let secret = try open(try row.bytes(1), id: id, kind: kind)
        guard let stored = StoredKind(rawValue: kind) else { throw KeyStoreError.notAccepted(.other(kind)) }
        let key = try SoftwareKey(
            id: id, privateKey: try PrivateKey(rawBytes: [UInt8](secret), kind: stored.kind), pool: pool)
        opened.withLock { if $0[id] == nil { $0[id] = .some(key) } }
        return key
    }

    public func delete(_ id: String) async throws {
        try await database.write { try $0.execute("DELETE FROM software_key WHERE id = \(id)") }
        opened.withLock { $0[id] = .some(nil) }
    }

    private func store(_ privateKey: PrivateKey) async throws -> any SigningKey {
        let id = UUID().uuidString.lowercased()
        guard let kind = StoredKind(privateKey.kind)?.rawValue else {
            throw KeyStoreError.notAccepted(privateKey.kind)
        }
        var secret = privateKey.rawBytes
        defer { secret.withUnsafeMutableBytes { bytes in bytes.baseAddress.map { explicit_bzero($0, bytes.count) } } }
        let sealed = try seal(secret, id: id, kind: kind)
        let key = try SoftwareKey(id: id, privateKey: privateKey, pool: pool)
        let info = key.publicKeyInfo
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        try await database.write { tx in
            try tx.execute(
                """
                INSERT INTO software_key (id, kind, public_key_info, sealed, created_at)
                VALUES (\(id), \(kind), \(info), \(sealed), \(now))
                """)
        }
        opened.withLock { $0[id] = key }
        return key
    }

    private func seal(_ secret: [UInt8], id: String, kind: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            secret, using: keyEncryptionKey.symmetricKey, authenticating: Data("\(id) \(kind)".utf8))
        guard let combined = box.combined else { throw KeyStoreError.wrongKeyEncryptionKey }
        return [UInt8](combined)
    }

    private func open(_ sealed: [UInt8], id: String, kind: String) throws -> Data {
        do {
            let box = try AES.GCM.SealedBox(combined: sealed)
            return try AES.GCM.open(
                box, using: keyEncryptionKey.symmetricKey, authenticating: Data("\(id) \(kind)".utf8))
        } catch {
            throw KeyStoreError.wrongKeyEncryptionKey
        }
    }
}
