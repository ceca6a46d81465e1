import Crypto
import KeyStoreSoftware
import NIOPosix
import Storage
import StorageSQLite
import TestSupport

/// Opens the same stored keys again and again, each time without what an earlier store holds in memory.
func withStore(
    _ body: (@escaping @Sendable (SymmetricKey?) async throws -> SoftwareKeyStore, TemporaryDirectory) async throws
        -> Void
) async throws {
    try await withTemporaryDirectory { folder in
        let database = try SQLiteDatabase.open(path: folder.path("keys.sqlite"))
        try await database.migrate(SoftwareKeyStore.migrations)
        let secret = SymmetricKey(size: .bits256)
        try await body(
            { key in
                SoftwareKeyStore(
                    database: database, keyEncryptionKey: KeyEncryptionKey(symmetricKey: key ?? secret),
                    pool: .singleton)
            }, folder)
        await database.close()
    }
}
