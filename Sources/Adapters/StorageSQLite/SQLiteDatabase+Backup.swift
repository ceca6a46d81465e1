import Foundation
import GRDB
import Storage

extension SQLiteDatabase {
    /// Writes a consistent copy of the state at this moment to `path`, durable when this returns. Neither readers nor the
    /// writer wait for it.
    /// - Throws: `StorageError.unusable` where there is a file already or it cannot be written.
    public func backup(to path: String) async throws {
        guard access(path, F_OK) != 0 else {
            throw StorageError.unusable("\(path) exists: a backup replaces nothing")
        }
        try DatabaseFile.prepare(path)
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            let source = try DatabaseQueue(path: self.path, configuration: configuration)
            try await source.vacuum(into: path)
            try source.close()
            try DatabaseFile.sync(path)
        } catch {
            unlink(path)
            throw (error as? DatabaseError).map(StorageError.init) ?? error
        }
    }
}
