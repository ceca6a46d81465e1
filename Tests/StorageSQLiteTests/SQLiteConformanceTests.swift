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
            return OpenStore(database: database) {
                await database.close()
                withExtendedLifetime(folder) {}
            }
        }
    }

    @Test("SQLite keeps the promises of every engine", arguments: StorageConformance.checks)
    func conforms(_ check: StorageCheck) async throws {
        try await check.run(engine)
    }
}
