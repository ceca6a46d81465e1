import GRDB
import Storage
import Synchronization

/// Connections that read, each lent to one body at a time on the thread that asks. The engine's own pool does the same at
/// twice the cost of a short body: it finds a reader by way of two queues, and looks at the schema's version.
///
/// Where all are in use a task waits, in the order of asking, and no thread does.
final class SnapshotReaders: Sendable {
    private struct State {
        var free: [DatabaseQueue]
        var waiting: [CheckedContinuation<DatabaseQueue, any Error>] = []
        var isClosed = false
    }

    private let readers: [DatabaseQueue]
    private let state: Mutex<State>

    /// - Throws: `DatabaseError` where the file cannot be opened.
    init(path: String, configuration: GRDB.Configuration, count: Int) throws {
        var readers: [DatabaseQueue] = []
        for _ in 0..<count { readers.append(try DatabaseQueue(path: path, configuration: configuration)) }
        self.readers = readers
        state = Mutex(State(free: readers))
    }

    /// Runs a body on one state of the store.
    /// - Throws: what the body throws; `StorageError.closed`; `DatabaseError`.
    func read<Value>(_ body: (SQLiteConnection) throws -> Value) async throws -> Value {
        let reader = try await take()
        defer { giveBack(reader) }
        return try reader.inDatabase { database in
            guard database.sqliteConnection != nil else { throw StorageError.closed }
            let connection = SQLiteConnection(database)
            return try connection.onSnapshot { try body(connection) }
        }
    }

    /// Waits for the bodies that run, and refuses those that wait.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(throwing: StorageError.closed) }
        for reader in readers { try? reader.close() }
    }

    private func take() async throws -> DatabaseQueue {
        if let reader = try takeFree() { return reader }
        return try await withCheckedThrowingContinuation { continuation in
            let answer = state.withLock { state -> Result<DatabaseQueue, any Error>? in
                if state.isClosed { return .failure(StorageError.closed) }
                if let reader = state.free.popLast() { return .success(reader) }
                state.waiting.append(continuation)
                return nil
            }
            if let answer { continuation.resume(with: answer) }
        }
    }

    private func takeFree() throws(StorageError) -> DatabaseQueue? {
        let (reader, isClosed) = state.withLock { ($0.isClosed ? nil : $0.free.popLast(), $0.isClosed) }
        if isClosed { throw .closed }
        return reader
    }

    private func giveBack(_ reader: DatabaseQueue) {
        let next = state.withLock { state -> CheckedContinuation<DatabaseQueue, any Error>? in
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.free.append(reader)
            return nil
        }
        next?.resume(returning: reader)
    }
}
