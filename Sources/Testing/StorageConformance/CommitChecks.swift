import Storage
import Synchronization

extension StorageConformance {
    static let commitChecks = [
        StorageCheck("staged entries reach the commit in the order in which they were staged") { engine in
            let seen = Seen()
            let participant = CommitParticipant(
                prepare: { _, entries in seen.prepared(entries) }, committed: { seen.committed() })
            try await engine.with(participant) { database in
                try await database.write { tx in for number in 1...5 { tx.stage(number) } }
                try require(seen.entries, is: [1, 2, 3, 4, 5], "entries")
                _ = try? await database.write { tx in
                    tx.stage(6)
                    throw Wanted(number: 6)
                }
                try await database.write { $0.stage(7) }
                try await database.write { _ in }
                try require(seen.entries, is: [1, 2, 3, 4, 5, 7], "entries, without those of a body that threw")
            }
            try require(seen.commits, is: 2, "commits that staged something")
        },
        StorageCheck("a thousand writers at the same time get contiguous positions, each with its change") { engine in
            try await engine.with(positions) { database in
                try await database.makePositionTables()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 1...1_000 {
                        group.addTask {
                            try await database.write { tx in
                                try tx.execute("INSERT INTO change (n) VALUES (\(number))")
                                tx.stage(number)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let rows = try await database.read { try $0.query("SELECT position, n FROM log ORDER BY position") }
                try require(try rows.map { try $0.integer(0) }, is: Array(1...1_000), "positions")
                try require(Set(try rows.map { try $0.integer(1) }).count, is: 1_000, "changes in the log")
                try require(try await database.count("change"), is: 1_000, "changes")
            }
        },
        StorageCheck("where the participant fails nobody's change is kept, and the next commit is as any other") {
            engine in
            try await engine.with(positions) { database in
                try await database.makePositionTables()
                let error = try await storageError {
                    try await database.write { tx in
                        try tx.execute("INSERT INTO change (n) VALUES (1)")
                        tx.stage(1)
                        tx.stage("not a number")
                    }
                }
                guard case .commitFailed = error else {
                    throw ConformanceFailure(description: "\(error) is no failed commit")
                }
                try require(try await database.count("change"), is: 0, "changes after a failed commit")
                try await database.write { $0.stage(2) }
                let logged = try await database.read { try $0.query("SELECT position, n FROM log") }
                try require(logged.map(\.values), is: [[.integer(1), .integer(2)]], "the log")
            }
        },
    ]

    private struct NoNumber: Error {}

    /// A log as small as can be: contiguous positions from the table itself.
    private static let positions = CommitParticipant(
        prepare: { tx, entries in
            var position = try tx.first("SELECT MAX(position) FROM log")?.integerOrNull(0) ?? 0
            for entry in entries {
                position += 1
                guard let number = entry as? Int else { throw NoNumber() }
                try tx.execute("INSERT INTO log (position, n) VALUES (\(position), \(number))")
            }
        }, committed: {})
}

extension Database {
    fileprivate func makePositionTables() async throws {
        let integer = dialect.integerType
        try await write { tx in
            try tx.execute("CREATE TABLE log (position \(integer) PRIMARY KEY, n \(integer) NOT NULL)")
            try tx.execute("CREATE TABLE change (n \(integer) PRIMARY KEY)")
        }
    }
}

/// What a participant saw; entries count once their commit is durable.
private final class Seen: Sendable {
    private let state = Mutex<(pending: [Int], entries: [Int], commits: Int)>(([], [], 0))

    var entries: [Int] { state.withLock { $0.entries } }
    var commits: Int { state.withLock { $0.commits } }

    func prepared(_ entries: [any Sendable]) {
        state.withLock { $0.pending = entries.compactMap { $0 as? Int } }
    }

    func committed() {
        state.withLock { state in
            state.entries += state.pending
            state.commits += 1
        }
    }
}
