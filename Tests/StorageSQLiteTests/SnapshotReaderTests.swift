import Storage
import StorageConformance
import StorageSQLite
import Testing

@Suite("Snapshots of SQLite")
struct SnapshotReaderTests {
    struct Stop: Error {}

    @Test("a body that fails, by itself or in a statement, leaves a connection that reads the newest state")
    func survivesFailure() async throws {
        let folder = try TemporaryFolder()
        var configuration = SQLiteDatabase.Configuration()
        configuration.readers = 1
        let database = try SQLiteDatabase.open(path: folder.file("a.db"), configuration: configuration)
        try await database.write { tx in _ = try tx.execute("CREATE TABLE t (n INTEGER)") }
        for number in 1...3 {
            await #expect(throws: Stop.self) {
                try await database.read { snapshot in
                    _ = try snapshot.query("SELECT n FROM t")
                    throw Stop()
                }
            }
            await #expect(throws: StorageError.self) {
                _ = try await database.read { try $0.query("SELECT n FROM nothing") }
            }
            try await database.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (\(number))") }
            let count = try await database.read { try $0.query("SELECT COUNT(*) FROM t").first?.integer(0) }
            #expect(count == Int64(number))
        }
        await database.close()
    }

    @Test("a snapshot reads tables that were made after its connection was opened")
    func seesNewTables() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.file("a.db"))
        for number in 1...3 {
            try await database.write { tx in
                _ = try tx.execute("DROP TABLE IF EXISTS t")
                _ = try tx.execute(number == 2 ? "CREATE TABLE t (a INTEGER, b INTEGER)" : "CREATE TABLE t (a INTEGER)")
                _ = try tx.execute("INSERT INTO t (a) VALUES (\(number))")
            }
            let row = try await database.read { try $0.query("SELECT * FROM t").first }
            let expected: [SQLValue] = number == 2 ? [.integer(2), .null] : [.integer(Int64(number))]
            #expect(row?.values == expected)
        }
        await database.close()
    }

    @Test("who waits for a snapshot when the store is closed is told so, or gets an answer", .timeLimit(.minutes(5)))
    func closes() async throws {
        let folder = try TemporaryFolder()
        var configuration = SQLiteDatabase.Configuration()
        configuration.readers = 1
        let database = try SQLiteDatabase.open(path: folder.file("a.db"), configuration: configuration)
        await withTaskGroup(of: Void.self) { group in
            for _ in 1...200 {
                group.addTask {
                    do {
                        #expect(try await database.read { try $0.query("SELECT 1").count } == 1)
                    } catch {
                        #expect(error as? StorageError == .closed, "\(error)")
                    }
                }
            }
            await database.close()
        }
    }
}
