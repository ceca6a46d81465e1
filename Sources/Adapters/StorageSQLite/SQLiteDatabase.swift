import GRDB
import GRDBSQLite
public import Storage
import Synchronization

/// The store in one SQLite file: one lane that writes, readers on snapshots that never wait for it.
/// Promises what `open` has read back from the engine: write-ahead log, `synchronous=FULL`, foreign keys on.
public final class SQLiteDatabase: Storage.Database {
    public struct Configuration: Sendable {
        /// Snapshots that may be read from at the same time.
        public var readers = 4
        /// Writes that may wait before callers get `StorageError.overloaded`.
        public var waitingWritesMax = 10_000
        /// Writes that share one commit at most.
        public var batchMax = 1_024
        /// How long to wait for another process that is writing.
        public var busyTimeoutSeconds = 5.0
        /// Memory for pages that the writer keeps, in KiB.
        public var writerCacheKiB = 32_768
        /// Pages in the write-ahead log at which it is folded into the database.
        public var checkpointPages = 32_000

        public init() {}
    }

    public let dialect = Storage.SQLDialect.sqlite
    let path: String
    private let pool: DatabasePool
    private let folder: LogFolder
    private let lane: WriterLane
    private let readers: SnapshotReaders
    private let isClosed = Mutex(false)

    /// Opens or makes the database at `path`. A missing directory is made for its owner only, and so is the file.
    /// - Parameter participant: takes part in every commit that staged something; `EventLog` has one.
    /// - Throws: `StorageError.unusable`, saying what to do.
    public static func open(
        path: String, participant: CommitParticipant = .none, configuration: Configuration = Configuration()
    ) throws -> SQLiteDatabase {
        try open(path: path, participant: participant, configuration: configuration) { $0 }
    }

    /// - Parameter wrapping: stands between the lane and its connection; tests inject failures there.
    package static func open(
        path: String, participant: CommitParticipant, configuration: Configuration,
        wrapping: @escaping @Sendable (any LaneConnection) -> any LaneConnection
    ) throws -> SQLiteDatabase {
        guard configuration.readers > 0, configuration.waitingWritesMax > 0, configuration.batchMax > 0 else {
            throw StorageError.unusable("readers, waiting writes and writes in a batch must each be at least 1")
        }
        try DatabaseFile.prepare(path)
        let pool = try SQLiteOpening.pool(path: path, configuration: configuration)
        let folder = try SQLiteOpening.folder(of: pool, path: path, configuration: configuration)
        let lane = WriterLane(
            engine: SQLiteWriter(pool: pool, folder: folder, wrapping: wrapping), participant: participant,
            waitingMax: configuration.waitingWritesMax, batchMax: configuration.batchMax)
        return SQLiteDatabase(
            path: path, pool: pool, folder: folder, lane: lane,
            readers: try SQLiteOpening.readers(path: path, configuration: configuration))
    }

    private init(path: String, pool: DatabasePool, folder: LogFolder, lane: WriterLane, readers: SnapshotReaders) {
        self.path = path
        self.pool = pool
        self.folder = folder
        self.lane = lane
        self.readers = readers
    }

    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        try await lane.write(body)
    }

    /// Runs on the calling thread, which costs a third of handing the work to another thread and back. Where all snapshots
    /// are in use the task waits, and no thread does.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        do {
            return try await readers.read { try body(Snapshot(connection: $0)) }
        } catch let error as DatabaseError {
            throw isClosed.withLock { $0 } ? StorageError.closed : StorageError(error)
        }
    }

    /// Writes that wait for the next commit; a figure to watch.
    public var waitingWrites: Int { lane.waitingCount }

    /// Commits what waits, then refuses with `StorageError.closed`. Snapshots that are being read are waited for.
    public func close() async {
        await lane.close()
        guard
            isClosed.withLock({ wasClosed in
                defer { wasClosed = true }
                return !wasClosed
            })
        else { return }
        folder.close()
        readers.close()
        foldLog()
        try? pool.close()
    }

    /// Said outright: a backup or a tool may still have the file open, and then the last of us to close folds nothing.
    /// What fails here is tidying up; everything that was answered for is already durable.
    private func foldLog() {
        _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }
}

/// The lane's way to the one connection that writes.
private struct SQLiteWriter: LaneEngine {
    let pool: DatabasePool
    let folder: LogFolder
    let wrapping: @Sendable (any LaneConnection) -> any LaneConnection

    func lend(_ body: (any LaneConnection) -> Void) throws {
        pool.writeWithoutTransaction { database in
            body(wrapping(SQLiteConnection(database)))
            folder.afterBatch(database)
        }
    }
}
