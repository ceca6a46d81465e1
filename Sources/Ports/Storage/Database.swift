/// A transactional store. Everything that changes state is one call of `write`.
public protocol Database: Sendable {
    var dialect: SQLDialect { get }

    /// Runs `body` in a transaction and returns when it is durable. The body is synchronous, has no other effect than
    /// through `Transaction`, and may be run again by the engine. One that throws leaves no trace.
    ///
    /// Bodies that wait together share one commit; each runs in a savepoint of its own.
    /// - Throws: what the body throws, or `StorageError`.
    @discardableResult
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value

    /// Runs `body` on a snapshot: it sees one state, never waits for a writer, and cannot write.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value
}

/// What both a transaction and a snapshot can do: look.
public protocol Reading: ~Copyable {
    func query(_ sql: SQL) throws -> [Row]
}

extension Reading where Self: ~Copyable {
    /// The first row, if there is one.
    public func first(_ sql: SQL) throws -> Row? {
        try query(sql).first
    }
}

/// The handful of spellings that differ between engines.
public struct SQLDialect: Sendable, Equatable {
    public enum Engine: String, Sendable { case sqlite, postgresql }
    public let engine: Engine
    /// The type of a column of bytes.
    public let bytesType: SQL
    /// The type of a column of 64-bit integers. As a primary key in SQLite it is the table's own order on disk, which a
    /// column of any other spelling is not.
    public let integerType: SQL

    public static let sqlite = SQLDialect(engine: .sqlite, bytesType: "BLOB", integerType: "INTEGER")
    public static let postgresql = SQLDialect(engine: .postgresql, bytesType: "BYTEA", integerType: "BIGINT")
}
