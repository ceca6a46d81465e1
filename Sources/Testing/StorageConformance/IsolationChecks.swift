import Dispatch
import Storage

extension StorageConformance {
    struct Wanted: Error, Equatable {
        let number: Int
    }

    static let isolationChecks = [
        StorageCheck("bodies that throw leave no trace, and those around them stay") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let failed = try await withThrowingTaskGroup(of: Int?.self) { group in
                    for number in 0..<200 {
                        group.addTask { try await database.insertOrThrow(number) }
                    }
                    return try await group.reduce(into: Set<Int>()) { $0.formUnion([$1].compactMap { $0 }) }
                }
                try require(failed, is: Set(stride(from: 0, to: 200, by: 5)), "callers that got their own error")
                let kept = try await database.read {
                    try $0.query("SELECT n FROM value ORDER BY n").map { try $0.integer(0) }
                }
                try require(kept, is: (0..<200).filter { $0 % 5 != 0 }, "rows that stayed")
            }
        },
        StorageCheck("a commit is seen by every read after it") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                for number in 1...50 {
                    try await database.write { _ = try $0.execute("INSERT INTO value (n) VALUES (\(number))") }
                    try require(try await database.count("value"), is: Int64(number), "rows after a write")
                }
            }
        },
        StorageCheck("a snapshot stays as it was while others write, and the writer does not wait for it") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let (looked, hasLooked) = AsyncStream.makeStream(of: Void.self)
                let written = DispatchSemaphore(value: 0)
                async let seen = {
                    // Also where the read fails before it has looked.
                    defer { hasLooked.finish() }
                    return try await withTaskExecutorPreference(ThreadAside()) {
                        try await database.read { snapshot in
                            let count: SQL = "SELECT COUNT(*) FROM value"
                            let before = try snapshot.query(count)
                            hasLooked.finish()
                            // Should a writer wait for readers, this is what ends it, and the check fails.
                            let inTime = written.wait(timeout: .now() + 20) == .success
                            return (inTime, before.map(\.values) == (try snapshot.query(count)).map(\.values))
                        }
                    }
                }()
                for await _ in looked {}
                try await database.write { _ = try $0.execute("INSERT INTO value (n) VALUES (1)") }
                written.signal()
                let (inTime, same) = try await seen
                try require(inTime, "the writer does not wait for a snapshot")
                try require(same, "a snapshot shows one state")
                try require(try await database.count("value"), is: 1, "rows")
            }
        },
        StorageCheck("more reads than there are snapshots are all answered") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                try await database.write { _ = try $0.execute("INSERT INTO value (n) VALUES (7)") }
                let sum = try await withThrowingTaskGroup(of: Int64.self) { group in
                    for _ in 1...500 {
                        group.addTask {
                            try await database.read { try $0.first("SELECT n FROM value")?.integer(0) ?? 0 }
                        }
                    }
                    return try await group.reduce(0, +)
                }
                try require(sum, is: 3_500, "what 500 reads saw")
            }
        },
        StorageCheck("a cancelled caller gets its answer and its change is committed") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let caller = Task {
                    withUnsafeCurrentTask { $0?.cancel() }
                    return try await database.write { try $0.execute("INSERT INTO value (n) VALUES (1)") }
                }
                try require(try await caller.value, is: 1, "rows changed")
                try require(try await database.count("value"), is: 1, "rows")
            }
        },
    ]
}

extension Database {
    /// Every fifth body throws after its insert.
    fileprivate func insertOrThrow(_ number: Int) async throws -> Int? {
        do {
            try await write { tx in
                try tx.execute("INSERT INTO value (n) VALUES (\(number))")
                if number % 5 == 0 { throw StorageConformance.Wanted(number: number) }
            }
            return nil
        } catch let error as StorageConformance.Wanted {
            return error.number
        }
    }
}
