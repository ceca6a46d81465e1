import GRDB
import Storage

/// Opens the engine and checks that it promises what we promise.
enum SQLiteOpening {
    /// "Shed": marks a file as ours.
    private static let applicationID: Int64 = 0x5368_6564
    /// How this adapter uses SQLite. The tables have their own diary, `schema_migration`.
    private static let formatVersion: Int64 = 1

    static func pool(path: String, configuration: SQLiteDatabase.Configuration) throws(StorageError) -> DatabasePool {
        do {
            let isNew = try isNew(path)
            let pool = try DatabasePool(path: path, configuration: engineConfiguration(configuration))
            try pool.writeWithoutTransaction { database in
                if isNew { try claim(database) }
                // Not in `prepareDatabase`: the pool sets synchronous=NORMAL after that.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Device ids come in any order, so every enrolment touches other pages of the indexes: the writer keeps them.
                try database.execute(sql: "PRAGMA cache_size = -\(configuration.writerCacheKiB)")
                try database.execute(sql: "PRAGMA journal_size_limit = 268435456")
                // Every body runs in a savepoint, and what a savepoint would restore is written to a file of its own beyond
                // 64 KiB: a dozen pages for each enrolment, for nothing. Memory also holds what building an index sorts.
                try database.execute(sql: "PRAGMA temp_store = MEMORY")
                try verify(database)
            }
            return pool
        } catch let error as StorageError {
            throw error
        } catch let error as DatabaseError {
            throw .unusable("\(path): \(error.message ?? "SQLite error \(error.resultCode.rawValue)")")
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    /// Who folds the write-ahead log of the pool's writer.
    static func folder(
        of pool: DatabasePool, path: String, configuration: SQLiteDatabase.Configuration
    ) throws(StorageError) -> LogFolder {
        do {
            let folder = try LogFolder(path: path, threshold: configuration.checkpointPages)
            pool.writeWithoutTransaction { folder.attach(to: $0) }
            return folder
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    /// For a store whose pool is open, so that the write-ahead log is there.
    static func readers(
        path: String, configuration: SQLiteDatabase.Configuration
    ) throws(StorageError) -> SnapshotReaders {
        var engine = engineConfiguration(configuration)
        engine.readonly = true
        do {
            return try SnapshotReaders(path: path, configuration: engine, count: configuration.readers)
        } catch {
            throw .unusable("\(path): \(error)")
        }
    }

    private static func engineConfiguration(_ configuration: SQLiteDatabase.Configuration) -> GRDB.Configuration {
        var engine = GRDB.Configuration()
        engine.label = "storage"
        engine.maximumReaderCount = configuration.readers
        engine.foreignKeysEnabled = true
        engine.busyMode = .timeout(configuration.busyTimeoutSeconds)
        // The lane ends its transactions itself. Should a rollback fail, that is for the next begin to report; the library
        // would end the process.
        engine.allowsUnsafeTransactions = true
        return engine
    }

    /// Looks at the file without changing it, and refuses one that is not ours or that this version does not know.
    private static func isNew(_ path: String) throws -> Bool {
        var reading = GRDB.Configuration()
        reading.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: reading)
        defer { try? queue.close() }
        return try queue.read { database in
            let identity = try pragma("application_id", database)
            if identity == 0, try Int64.fetchOne(database, sql: "SELECT COUNT(*) FROM sqlite_master") == 0 {
                return true
            }
            guard identity == applicationID else {
                throw StorageError.unusable("\(path) is the database of another program: choose another path")
            }
            guard let version = try pragma("user_version", database), version <= formatVersion else {
                throw StorageError.unusable(
                    "\(path) was written by a newer version: run that version, or restore a backup made before")
            }
            return false
        }
    }

    private static func claim(_ database: GRDB.Database) throws {
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(formatVersion)")
    }

    private static func verify(_ database: GRDB.Database) throws {
        let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode")
        guard mode == "wal" else {
            throw StorageError.unusable(
                "journal mode is \(mode ?? "unknown"), not wal: put the database on a local file system")
        }
        guard try pragma("synchronous", database) == 2 else {
            throw StorageError.unusable("synchronous=FULL was refused: check how this SQLite was compiled")
        }
        guard try pragma("foreign_keys", database) == 1 else {
            throw StorageError.unusable("foreign keys were refused: check how this SQLite was compiled")
        }
    }

    private static func pragma(_ name: StaticString, _ database: GRDB.Database) throws -> Int64? {
        try Int64.fetchOne(database, sql: "PRAGMA \(name)")
    }
}
