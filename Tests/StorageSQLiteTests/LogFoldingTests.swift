import Foundation
import Storage
import StorageConformance
import StorageSQLite
import Testing

@Suite("The write-ahead log of SQLite")
struct LogFoldingTests {
    @Test("is folded while writes go on, so that it stays short")
    func bounded() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        var configuration = SQLiteDatabase.Configuration()
        configuration.checkpointPages = 64
        let database = try SQLiteDatabase.open(path: path, configuration: configuration)
        try await database.write { tx in _ = try tx.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)") }
        let text = String(repeating: "x", count: 3_000)
        for number in 0..<4_000 {
            try await database.write { tx in _ = try tx.execute("INSERT INTO t (n, text) VALUES (\(number), \(text))") }
        }
        // 12 MB were written; the writer waits for the folding from eight times the threshold on.
        #expect(try size(of: path + "-wal") < 64 * 8 * 4_200 + 100_000)
        #expect(try size(of: path) > 10_000_000)
        let count = try await database.read { try $0.query("SELECT COUNT(*) FROM t")[0].integer(0) }
        #expect(count == 4_000)
        await database.close()
        let left = FileManager.default.fileExists(atPath: path + "-wal") ? try size(of: path + "-wal") : 0
        #expect(left == 0)
    }

    @Test("is folded also while a reader looks at what was before")
    func besideReaders() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        var configuration = SQLiteDatabase.Configuration()
        configuration.checkpointPages = 16
        let database = try SQLiteDatabase.open(path: path, configuration: configuration)
        try await database.write { tx in _ = try tx.execute("CREATE TABLE t (n INTEGER PRIMARY KEY)") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for reader in 0..<2 {
                group.addTask {
                    var seen: Int64 = 0
                    for _ in 0..<200 {
                        let count = try await database.read { try $0.query("SELECT COUNT(*) FROM t")[0].integer(0) }
                        #expect(count >= seen, "reader \(reader)")
                        seen = count
                    }
                }
            }
            group.addTask {
                for number in 0..<500 {
                    try await database.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (\(number))") }
                }
            }
            try await group.waitForAll()
        }
        let count = try await database.read { try $0.query("SELECT COUNT(*) FROM t")[0].integer(0) }
        #expect(count == 500)
        await database.close()
    }

    private func size(of path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
