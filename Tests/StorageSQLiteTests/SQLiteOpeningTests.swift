import Foundation
import Storage
import StorageConformance
import StorageSQLite
import Testing

@Suite("Opening SQLite")
struct SQLiteOpeningTests {
    @Test("the writing connection has a write-ahead log, full synchronisation, foreign keys, and no temporary files")
    func promises() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.file("a.db"))
        let found = try await database.write { tx in
            try ["PRAGMA journal_mode", "PRAGMA synchronous", "PRAGMA foreign_keys", "PRAGMA temp_store"].map {
                (sql: SQL) in
                try tx.query(sql).map(\.values)
            }
        }
        #expect(found == [[[.text("wal")]], [[.integer(2)]], [[.integer(1)]], [[.integer(2)]]])
        await database.close()
    }

    @Test("folder and files are for their owner only, also those that were there before")
    func modes() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("new/deep/a.db")
        var database = try SQLiteDatabase.open(path: path)
        try await database.migrate([])
        #expect(try mode(folder.file("new")) == 0o700)
        #expect(try mode(folder.file("new/deep")) == 0o700)
        for suffix in ["", "-wal", "-shm"] { #expect(try mode(path + suffix) == 0o600, "\(suffix)") }
        await database.close()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        database = try SQLiteDatabase.open(path: path)
        #expect(try mode(path) == 0o600)
        await database.close()
    }

    @Test(
        "what is no database of ours is refused and left as it is",
        arguments: ["garbage", "foreign", "newer", "folder"])
    func refuses(_ kind: String) async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("a.db")
        switch kind {
        case "garbage": try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: path))
        case "folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        default:
            let database = try SQLiteDatabase.open(path: path)
            let pragma: SQL = kind == "newer" ? "PRAGMA user_version = 2" : "PRAGMA application_id = 7"
            try await database.write { tx in _ = try tx.execute(pragma) }
            await database.close()
        }
        let before = FileManager.default.contents(atPath: path)
        let error = #expect(throws: StorageError.self) { try SQLiteDatabase.open(path: path) }
        guard case .unusable(let advice) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(advice.contains(path))
        #expect(FileManager.default.contents(atPath: path) == before)
    }

    @Test("what is no path of a file is refused", arguments: ["", ":memory:", "file:x?mode=memory", "a\u{0}b"])
    func refusesPaths(_ path: String) {
        #expect(throws: StorageError.self) { try SQLiteDatabase.open(path: path) }
    }

    @Test("a configuration with nothing in it is refused, not run into")
    func refusesConfigurations() throws {
        let folder = try TemporaryFolder()
        for figure in [\SQLiteDatabase.Configuration.readers, \.waitingWritesMax, \.batchMax] {
            var configuration = SQLiteDatabase.Configuration()
            configuration[keyPath: figure] = 0
            #expect(throws: StorageError.self) {
                try SQLiteDatabase.open(path: folder.file("a.db"), configuration: configuration)
            }
        }
    }

    @Test("a backup made while others write is one consistent state, for its owner only, and replaces nothing")
    func backsUp() async throws {
        let folder = try TemporaryFolder()
        let database = try SQLiteDatabase.open(path: folder.file("a.db"))
        try await database.write { tx in
            try tx.execute("CREATE TABLE one (n INTEGER)")
            try tx.execute("CREATE TABLE two (n INTEGER)")
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...200 {
                group.addTask {
                    try await database.write { tx in
                        try tx.execute("INSERT INTO one (n) VALUES (\(number))")
                        try tx.execute("INSERT INTO two (n) VALUES (\(number))")
                    }
                }
            }
            try await database.backup(to: folder.file("b.db"))
            try await group.waitForAll()
        }
        #expect(try mode(folder.file("b.db")) == 0o600)
        let copy = try SQLiteDatabase.open(path: folder.file("b.db"))
        let same = try await copy.read { snapshot in
            try snapshot.query("SELECT n FROM one ORDER BY n").map(\.values)
                == snapshot.query("SELECT n FROM two ORDER BY n").map(\.values)
        }
        #expect(same)
        await copy.close()
        await #expect(throws: StorageError.self) { try await database.backup(to: folder.file("b.db")) }
        await #expect(throws: StorageError.self) { try await database.backup(to: folder.file("a.db")) }
        await database.close()
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
}
