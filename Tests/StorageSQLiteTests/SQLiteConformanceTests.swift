import Foundation
import Storage
import StorageConformance
import StorageSQLite
import Testing

@Suite("SQLite")
struct SQLiteConformanceTests {
    private let engine = StorageEngine {
        let folder = try TemporaryFolder()
        return { participant in
            let database = try SQLiteDatabase.open(path: folder.file("store.db"), participant: participant)
            return OpenStore(database: database) { await database.close() }
        }
    }

    @Test("SQLite keeps the promises of every engine", arguments: StorageConformance.checks)
    func conforms(_ check: StorageCheck) async throws {
        FileHandle.standardError.write(Data("RUN \(check)\n".utf8)); try await check.run(engine); FileHandle.standardError.write(Data("END \(check)\n".utf8))
    }
}
