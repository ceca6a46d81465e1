import Storage

extension StorageConformance {
    private static let one = Migration("test/001") { dialect in
        ["CREATE TABLE one (b \(dialect.bytesType))", "CREATE INDEX one_b ON one (b)"]
    }
    private static let two = Migration("test/002") { _ in ["ALTER TABLE one ADD COLUMN t TEXT"] }

    static let migrationChecks = [
        StorageCheck("migrations are applied once, and later ones on top, also by a later process") { engine in
            let open = try await engine.makeStore()
            var store = try await open(.none)
            try await store.database.migrate([one])
            try await store.database.migrate([one])
            try await store.database.write { _ = try $0.execute("INSERT INTO one (b) VALUES (\([UInt8(1)]))") }
            await store.close()
            store = try await open(.none)
            try await store.database.migrate([one, two])
            let rows = try await store.database.read { try $0.query("SELECT b, t FROM one") }
            await store.close()
            try require(rows.map(\.values), is: [[.bytes([1]), .null]], "rows of before")
        },
        StorageCheck("a migration that was edited is refused, and so is one that this version does not know") {
            engine in
            try await engine.with { database in
                try await database.migrate([one, two])
                let edited = Migration("test/001") { _ in ["CREATE TABLE one (b TEXT)"] }
                let lists: [[Migration]] = [[edited, two], [one], [one, one, two]]
                for list in lists {
                    let error = try await storageError { try await database.migrate(list) }
                    guard case .migration = error else {
                        throw ConformanceFailure(description: "\(error) is no refused migration")
                    }
                }
                try await database.migrate([one, two])
            }
        },
        StorageCheck("a migration that fails leaves nothing behind") { engine in
            try await engine.with { database in
                let broken = Migration("test/003") { _ in ["CREATE TABLE three (t TEXT)", "CREATE NONSENSE"] }
                _ = try await storageError { try await database.migrate([one, broken]) }
                _ = try await storageError { _ = try await database.count("three") }
                try require(try await database.count("one"), is: 0, "rows of the migration before it")
                try await database.migrate([one, Migration("test/003") { _ in ["CREATE TABLE three (t TEXT)"] }])
            }
        },
    ]

    static let closingChecks = [
        StorageCheck("a closed database refuses, and what was answered before is there when it is opened again") {
            engine in
            let open = try await engine.makeStore()
            var store = try await open(.none)
            try await store.database.makeValueTable()
            try await store.database.write { _ = try $0.execute("INSERT INTO value (n) VALUES (1)") }
            await store.close()
            await store.close()
            let database = store.database
            try require(
                try await storageError { _ = try await database.write { try $0.execute("DELETE FROM value") } },
                is: .closed, "a write")
            try require(try await storageError { _ = try await database.count("value") }, is: .closed, "a read")
            store = try await open(.none)
            try require(try await store.database.count("value"), is: 1, "rows")
            await store.close()
        },
        StorageCheck("whoever waits while the database closes gets an answer that is true") { engine in
            let open = try await engine.makeStore()
            var store = try await open(.none)
            try await store.database.makeValueTable()
            let (database, close) = (store.database, store.close)
            let kept = try await withThrowingTaskGroup(of: Int64.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        if number == 50 { await close() }
                        do {
                            return Int64(
                                try await database.write { try $0.execute("INSERT INTO value (n) VALUES (\(number))") })
                        } catch StorageError.closed {
                            return 0
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            store = try await open(.none)
            try require(try await store.database.count("value"), is: kept, "rows")
            await store.close()
        },
    ]
}
