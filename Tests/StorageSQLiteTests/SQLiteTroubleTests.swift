import Dispatch
import Storage
import StorageConformance
import StorageSQLite
import Synchronization
import Testing

/// Failures that the engine itself makes, not ones that a test puts in its place.
@Suite("Trouble in SQLite")
struct SQLiteTroubleTests {
    @Test("a body goes nowhere once SQLite has rolled its transaction back, and those around it are committed")
    func seesRollbacks() async throws {
        let (folder, database) = try await open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...50 {
                group.addTask {
                    try await database.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (\(number))") }
                }
            }
            await #expect(throws: StorageError.statement("the transaction was rolled back by an earlier error")) {
                try await database.write { tx in
                    try tx.execute("INSERT INTO t (n) VALUES (1000)")
                    // Ends the whole transaction, as an error of the disk would.
                    _ = try? tx.execute("INSERT OR ROLLBACK INTO t (n) VALUES (1000)")
                    try tx.execute("INSERT INTO t (n) VALUES (1001)")
                }
            }
            try await group.waitForAll()
        }
        #expect(try await numbers(database) == Array(1...50))
        await close(database, folder)
    }

    @Test("a body that hides the rollback of its transaction does not succeed")
    func seesHiddenRollbacks() async throws {
        let (folder, database) = try await open()
        await #expect(throws: StorageError.self) {
            try await database.write { tx in
                try tx.execute("INSERT INTO t (n) VALUES (1)")
                _ = try? tx.execute("INSERT OR ROLLBACK INTO t (n) VALUES (1)")
            }
        }
        try await database.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (2)") }
        #expect(try await numbers(database) == [2])
        await close(database, folder)
    }

    @Test("when the disk is full everybody gets an answer, and when there is room again writing goes on")
    func fullDisk() async throws {
        let (folder, database) = try await open()
        try await database.write { tx in _ = try tx.query("PRAGMA max_page_count = 40") }
        let large = [UInt8](repeating: 7, count: 20_000)
        let stored = await withTaskGroup(of: Int64?.self) { group in
            for number in 1...40 {
                group.addTask {
                    let result = try? await database.write { tx in
                        try tx.execute("INSERT INTO t (n, b) VALUES (\(number), \(large))")
                    }
                    return result == nil ? nil : Int64(number)
                }
            }
            return await group.reduce(into: []) { $0 += [$1].compactMap { $0 } }
        }
        #expect(try await numbers(database) == stored.sorted())
        #expect(!stored.isEmpty && stored.count < 40, "\(stored.count) found room")
        try await database.write { tx in _ = try tx.query("PRAGMA max_page_count = 100000") }
        try await database.write { tx in _ = try tx.execute("INSERT INTO t (n, b) VALUES (99, \(large))") }
        #expect(try await numbers(database) == stored.sorted() + [99])
        await close(database, folder)
    }

    @Test("a process that finds another one writing for too long says so, and works on afterwards")
    func busy() async throws {
        let (folder, database) = try await open()
        var configuration = SQLiteDatabase.Configuration()
        configuration.busyTimeoutSeconds = 0.02
        let other = try SQLiteDatabase.open(
            path: folder.file("a.db"), participant: .none, configuration: configuration)
        let refusal = Refusal()
        try await database.write { tx in
            try tx.execute("INSERT INTO t (n) VALUES (1)")
            // The lane's thread may block; meanwhile the other lane tries in vain.
            refusal.wait(for: other)
        }
        #expect(refusal.error?.contains("locked") == true, "\(refusal.error ?? "it was not refused")")
        try await other.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (2)") }
        #expect(try await numbers(database) == [1, 2])
        await other.close()
        await close(database, folder)
    }

    @Test("a read that finds all snapshots in use waits for one and holds no thread", .timeLimit(.minutes(5)))
    func waitsForASnapshot() async throws {
        let folder = try TemporaryFolder()
        var configuration = SQLiteDatabase.Configuration()
        configuration.readers = 1
        let database = try SQLiteDatabase.open(path: folder.file("a.db"), configuration: configuration)
        let (begun, begins) = AsyncStream.makeStream(of: Void.self)
        let gate = DispatchSemaphore(value: 0)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withTaskExecutorPreference(ThreadAside()) {
                    try await database.read { _ in
                        begins.finish()
                        gate.wait()
                    }
                }
            }
            for await _ in begun {}
            // More than there are threads for tasks: were each to hold one, nobody could open the gate.
            let starts = Tally()
            for _ in 1...50 {
                group.addTask {
                    starts.add()
                    try await database.read { _ = try $0.query("SELECT 1") }
                }
            }
            while starts.count < 50 { await Task.yield() }
            gate.signal()
            try await group.waitForAll()
        }
        await close(database, folder)
    }

    private func open() async throws -> (TemporaryFolder, SQLiteDatabase) {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.file("a.db"))
        try await database.write { tx in _ = try tx.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, b BLOB)") }
        return (folder, database)
    }

    private func numbers(_ database: SQLiteDatabase) async throws -> [Int64] {
        try await database.read { try $0.query("SELECT n FROM t ORDER BY n").map { try $0.integer(0) } }
    }

    private func close(_ database: SQLiteDatabase, _ folder: TemporaryFolder) async {
        await database.close()
        withExtendedLifetime(folder) {}
    }
}

private final class Tally: Sendable {
    private let value = Mutex(0)

    var count: Int { value.withLock { $0 } }

    func add() { value.withLock { $0 += 1 } }
}
