extension Database {
    /// Brings the schema up to date: applies the migrations that were not applied yet, in the order given.
    /// Engines may be migrated again and again, and by several processes; each step is applied once.
    /// - Throws: `StorageError.migration` where an applied step reads differently now or is not in the list: the database
    ///   was then written by a newer version, and is left as it is.
    public func migrate(_ migrations: [Migration]) async throws {
        let dialect = dialect
        let steps = try migrations.map { try MigrationStep($0, dialect) }
        guard Set(steps.map(\.id)).count == steps.count else {
            throw StorageError.migration("two migrations have the same id")
        }
        try await write { tx in
            try tx.execute(
                "CREATE TABLE IF NOT EXISTS schema_migration (id TEXT PRIMARY KEY, statements TEXT NOT NULL)")
            try MigrationStep.check(steps, against: try MigrationStep.applied(tx))
        }
        for step in steps {
            try await write { tx in try step.applyOnce(tx) }
        }
    }
}

/// A migration in one engine's spelling. Its whole text is kept in the database as the witness of what was applied.
private struct MigrationStep: Sendable {
    let id: String
    let statements: [SQL]
    let text: String

    init(_ migration: Migration, _ dialect: SQLDialect) throws(StorageError) {
        id = migration.id
        statements = migration.statements(dialect)
        guard statements.allSatisfy(\.values.isEmpty) else {
            throw .migration("\(migration.id) binds values, which a schema cannot")
        }
        text = statements.map(\.text).joined(separator: ";\n")
    }

    static func applied(_ reader: borrowing some Reading & ~Copyable) throws -> [String: String] {
        let rows = try reader.query("SELECT id, statements FROM schema_migration")
        return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text(0), try $0.text(1)) })
    }

    static func check(_ steps: [MigrationStep], against applied: [String: String]) throws(StorageError) {
        let known = Dictionary(uniqueKeysWithValues: steps.map { ($0.id, $0.text) })
        for (id, text) in applied.sorted(by: { $0.key < $1.key }) {
            guard let ours = known[id] else {
                throw .migration(
                    "\(id) was applied by a newer version: run that version, or restore a backup made before")
            }
            guard ours == text else {
                throw .migration("\(id) differs from what was applied: a migration is never edited, add another")
            }
        }
    }

    func applyOnce(_ tx: borrowing Transaction) throws {
        guard try tx.first("SELECT 1 FROM schema_migration WHERE id = \(id)") == nil else { return }
        for statement in statements { try tx.execute(statement) }
        try tx.execute("INSERT INTO schema_migration (id, statements) VALUES (\(id), \(text))")
    }
}
