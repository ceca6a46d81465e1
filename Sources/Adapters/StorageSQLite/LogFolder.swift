import Dispatch
import GRDB
import GRDBSQLite
import Synchronization

/// Folds the write-ahead log into the database beside the writer, who would else stand still meanwhile: for a tenth of a
/// second each time, in a large database, because device ids come in any order and each touches a page of its own.
///
/// A log starts over only when all of it is folded, and a busy writer keeps adding to it. So the log is folded here until
/// little is left, and the writer folds that rest itself, between two batches.
final class LogFolder: Sendable {
    private enum State {
        case idle
        case folding
        /// What is left is the writer's to fold.
        case restLeft
    }

    private let connection: DatabaseQueue
    private let queue = DispatchQueue(label: "storage-folder")
    private let threshold: Int
    /// In the log, as of the last commit.
    private let pages = Atomic(0)
    private let state = Mutex(State.idle)

    /// Looks at what was written meanwhile, and goes on so often at most.
    private static let roundsMax = 8
    /// As many pages as may be left to the writer.
    private static let restMax = 1_000

    /// - Parameter threshold: pages in the log at which folding begins.
    init(path: String, threshold: Int) throws {
        self.threshold = threshold
        connection = try DatabaseQueue(path: path)
    }

    /// Has the writer's connection tell of the log's length. It takes the place of the automatic checkpoint.
    func attach(to writer: GRDB.Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, _, _, pages in
                guard let context else { return SQLITE_OK }
                let folder = Unmanaged<LogFolder>.fromOpaque(context).takeUnretainedValue()
                folder.pages.store(Int(pages), ordering: .relaxed)
                return SQLITE_OK
            }, context)
    }

    /// Called by the writer between two batches.
    func afterBatch(_ writer: GRDB.Database) {
        let pages = pages.load(ordering: .relaxed)
        guard pages >= threshold else { return }
        let (begins, isLate) = state.withLock { state in
            let isIdle = state == .idle
            if isIdle { state = .folding }
            return (isIdle, pages >= threshold * 8)
        }
        if begins { queue.async { self.fold() } }
        // A log that grows faster than it is folded would fill the disk: the writer waits.
        if isLate { queue.sync {} }
        guard state.withLock({ $0 == .restLeft }) else { return }
        _ = try? writer.checkpoint(.passive)
        state.withLock { $0 = .idle }
    }

    /// Returns when nothing is being folded; nobody may write any more.
    func close() {
        queue.sync {}
        try? connection.close()
    }

    /// What fails here is tried again with the next log: it is tidying up, and what was answered for is durable.
    private func fold() {
        for _ in 0..<Self.roundsMax {
            guard let result = try? connection.inDatabase({ try $0.checkpoint(.passive) }),
                pages.load(ordering: .relaxed) - result.checkpointedFrameCount > Self.restMax
            else { break }
        }
        state.withLock { $0 = .restLeft }
    }
}
