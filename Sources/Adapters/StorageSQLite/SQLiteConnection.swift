import GRDB
import GRDBSQLite
import Storage

/// One connection as bodies see it. Statements are prepared once by GRDB and kept; binding and stepping go straight to
/// SQLite, which halves the cost of a row.
final class SQLiteConnection: LaneConnection {
    private let database: GRDB.Database
    /// Set while the lane has a transaction open, in which every statement belongs.
    private var inTransaction = false

    init(_ database: GRDB.Database) {
        self.database = database
    }

    func execute(_ sql: Storage.SQL) throws -> Int {
        try checkTransaction()
        return try run(sql.text, sql.values) { statement in
            try statement.finish()
            return Int(sqlite3_changes(statement.connection))
        }
    }

    func query(_ sql: Storage.SQL) throws -> [Storage.Row] {
        try checkTransaction()
        return try run(sql.text, sql.values) { statement in
            var rows: [Storage.Row] = []
            while try statement.step() { rows.append(try statement.row()) }
            return rows
        }
    }

    /// Runs a body that only reads, on one state of the store. The library's own way prepares its statements anew each time
    /// and looks at the schema's version, at several times the cost of a short body.
    func onSnapshot<Value>(_ body: () throws -> Value) throws -> Value {
        try control("BEGIN DEFERRED")
        do {
            let value = try body()
            try control("COMMIT")
            return value
        } catch {
            rollBack()
            throw error
        }
    }

    func begin() throws {
        try control("BEGIN IMMEDIATE")
        inTransaction = true
    }

    func savepoint() throws {
        try control("SAVEPOINT body")
    }

    func release() throws {
        try control("RELEASE body")
    }

    func rollBackToSavepoint() throws {
        try control("ROLLBACK TO body")
        try control("RELEASE body")
    }

    func commit() throws {
        try control("COMMIT")
        inTransaction = false
    }

    func rollBack() {
        inTransaction = false
        guard let handle = database.sqliteConnection, sqlite3_get_autocommit(handle) == 0 else { return }
        try? control("ROLLBACK")
    }

    /// After some errors (disk full, I/O) SQLite rolls a transaction back by itself. What a body does then would be committed
    /// statement by statement, without its events.
    private func checkTransaction() throws(StorageError) {
        guard inTransaction, sqlite3_get_autocommit(database.sqliteConnection) != 0 else { return }
        throw .statement("the transaction was rolled back by an earlier error")
    }

    private func control(_ text: String) throws {
        try run(text, []) { try $0.finish() }
    }

    private func run<Value>(
        _ text: String, _ values: [SQLValue], _ body: (borrowing SQLiteStatement) throws -> Value
    ) throws -> Value {
        let prepared: GRDB.Statement
        do {
            prepared = try database.cachedStatement(sql: text)
        } catch let error as DatabaseError {
            throw StorageError(error)
        }
        let statement = SQLiteStatement(prepared.sqliteStatement)
        try statement.bind(values)
        return try body(statement)
    }
}
