import Storage

extension StorageConformance {
    static let refusalChecks = [
        StorageCheck("a second row with the same key is a unique violation that names no value") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let insert: SQL = "INSERT INTO value (k) VALUES (\("hunter2"))"
                try await database.write { tx in _ = try tx.execute(insert) }
                let error = try await storageError { _ = try await database.write { try $0.execute(insert) } }
                guard case .uniqueViolation(let message) = error else {
                    throw ConformanceFailure(description: "\(error) is no unique violation")
                }
                try require(!message.contains("hunter2"), "the message has no bound value")
            }
        },
        StorageCheck("a missing parent and a failed check are constraint violations") { engine in
            try await engine.with { database in
                try await database.write { tx in
                    try tx.execute("CREATE TABLE parent (id TEXT PRIMARY KEY)")
                    try tx.execute("CREATE TABLE child (id TEXT NOT NULL REFERENCES parent (id), CHECK (id <> 'no'))")
                    try tx.execute("INSERT INTO parent (id) VALUES ('no')")
                }
                for id in ["orphan", "no"] {
                    let error = try await storageError {
                        _ = try await database.write { try $0.execute("INSERT INTO child (id) VALUES (\(id))") }
                    }
                    guard case .constraintViolation = error else {
                        throw ConformanceFailure(description: "\(error) is no constraint violation")
                    }
                }
            }
        },
        StorageCheck("a statement that makes no sense is refused, in writes and in reads") { engine in
            try await engine.with { database in
                for attempt in [0, 1] {
                    let error = try await storageError {
                        if attempt == 0 {
                            _ = try await database.write { try $0.execute("UPDATE nowhere SET x = 1") }
                        } else {
                            _ = try await database.read { try $0.query("SELECT x FROM nowhere") }
                        }
                    }
                    guard case .statement = error else {
                        throw ConformanceFailure(description: "\(error) is no refused statement")
                    }
                }
            }
        },
        StorageCheck("a snapshot cannot write") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                _ = try await storageError {
                    _ = try await database.read { try $0.query("INSERT INTO value (n) VALUES (1) RETURNING n") }
                }
                try require(try await database.count("value"), is: 0, "rows")
            }
        },
        StorageCheck("a body may catch the error of a statement and go on") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                guard database.dialect.engine == .sqlite else { return }
                try await database.write { tx in
                    try tx.execute("INSERT INTO value (k) VALUES ('a')")
                    _ = try? tx.execute("INSERT INTO value (k) VALUES ('a')")
                    try tx.execute("INSERT INTO value (k) VALUES ('b')")
                }
                try require(try await database.count("value"), is: 2, "rows")
            }
        },
    ]
}
