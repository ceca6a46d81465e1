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
    private let readers: Int
    private let readsUnderWay = Mutex(0)
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
        return SQLiteDatabase(path: path, pool: pool, folder: folder, lane: lane, readers: configuration.readers)
    }

    private init(path: String, pool: DatabasePool, folder: LogFolder, lane: WriterLane, readers: Int) {
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

    /// Runs on the calling thread while a snapshot is free, which costs a third of handing the work to another thread and
    /// back. Where all are in use the task waits, and no thread does.
    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        guard !isClosed.withLock({ $0 }) else { throw StorageError.closed }
        let isFree = readsUnderWay.withLock { count in
            count += 1
            return count <= readers
        }
        defer { readsUnderWay.withLock { $0 -= 1 } }
        do {
            return isFree ? try readHere(body) : try await readLater(body)
        } catch let error as DatabaseError {
            throw isClosed.withLock { $0 } ? StorageError.closed : StorageError(error)
        }
    }

    private func readHere<Value>(_ body: (borrowing Snapshot) throws -> Value) throws -> Value {
        try pool.unsafeRead { database in
            let connection = SQLiteConnection(database)
            return try connection.onSnapshot { try body(Snapshot(connection: connection)) }
        }
    }

    private func readLater<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        try await pool.read { try body(Snapshot(connection: SQLiteConnection($0))) }
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
        foldLog()
        try? pool.close()
    }

    /// The pool closes its writer first, and the readers that close last may not fold the write-ahead log into the file.
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
