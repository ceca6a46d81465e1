import Storage

extension StorageConformance {
    static let valueChecks = [
        StorageCheck("every kind of value comes back as it was bound") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let values: [SQLValue] = [
                    .null, .integer(.min), .integer(.max), .integer(0), .text(""), .text("a\u{0301}🔑ß\n'\"\\"),
                    .bytes([]), .bytes([UInt8](0...255)),
                ]
                for value in values {
                    let row = try await database.roundTrip(value)
                    try require(row.values, is: [value], "a value")
                }
            }
        },
        StorageCheck("statements with more than nine values bind each to its place") { engine in
            try await engine.with { database in
                let numbers = (1...23).map { Int64($0 * 7) }
                let row = try await database.read { snapshot in
                    try snapshot.query("SELECT \(SQL.joined(numbers.map(Self.integer), by: ", "))")
                }
                try require(row.map(\.values), is: [numbers.map { .integer($0) }], "23 values")
            }
        },
        StorageCheck("fragments are numbered on, before and behind values") { engine in
            try await engine.with { database in
                let inner: SQL = "\(Self.integer(2)), \(Self.integer(3))"
                let sql: SQL = "SELECT \(Self.integer(1)), \(inner), \(Self.integer(4))"
                let rows = try await database.read { try $0.query(sql) }
                try require(rows.map(\.values), is: [[1, 2, 3, 4].map { .integer($0) }], "nested fragments")
            }
        },
        StorageCheck("text that looks like SQL stays data") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let attack = "x'); DROP TABLE value; --"
                try await database.write { tx in _ = try tx.execute("INSERT INTO value (t) VALUES (\(attack))") }
                let rows = try await database.read { try $0.query("SELECT t FROM value WHERE t = \(attack)") }
                try require(rows.map(\.values), is: [[.text(attack)]], "the text of an attack")
            }
        },
        StorageCheck("values of some megabytes are kept whole") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let bytes = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                let text = String(repeating: "0123456789abcdé", count: 250_000)
                try require(try await database.roundTrip(.bytes(bytes)).values == [.bytes(bytes)], "many bytes")
                try require(try await database.roundTrip(.text(text)).values == [.text(text)], "much text")
            }
        },
        StorageCheck("a write returns what RETURNING gives and counts the rows that it changed") { engine in
            try await engine.with { database in
                try await database.makeValueTable()
                let (returned, changed) = try await database.write { tx in
                    let rows = try tx.query("INSERT INTO value (n) VALUES (1), (2), (3) RETURNING n")
                    return (rows.count, try tx.execute("DELETE FROM value WHERE n > \(1)"))
                }
                try require([returned, changed], is: [3, 2], "rows returned and changed")
            }
        },
    ]

    /// With a type, which some engines cannot infer for a lone placeholder.
    private static func integer(_ value: Int64) -> SQL { "CAST(\(value) AS BIGINT)" }
}

extension Database {
    func makeValueTable() async throws {
        let dialect = dialect
        try await write { tx in
            _ = try tx.execute(
                "CREATE TABLE value (n \(dialect.integerType), t TEXT, b \(dialect.bytesType), k TEXT UNIQUE)")
        }
    }

    /// Writes one value into the column of its kind, and reads it back.
    func roundTrip(_ value: SQLValue) async throws -> Row {
        let column: SQL =
            switch value {
            case .null, .integer: "n"
            case .text: "t"
            case .bytes: "b"
            }
        try await write { tx in
            try tx.execute("DELETE FROM value")
            try tx.execute("INSERT INTO value (\(column)) VALUES (\(value))")
        }
        guard let row = try await read({ try $0.first("SELECT \(column) FROM value") }) else {
            throw ConformanceFailure(description: "a row that was written is not there")
        }
        return row
    }

    func count(_ table: SQL) async throws -> Int64 {
        try await read { try $0.first("SELECT COUNT(*) FROM \(table)")?.integer(0) ?? 0 }
    }
}
