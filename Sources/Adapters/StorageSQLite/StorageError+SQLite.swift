import GRDB
import GRDBSQLite
import Storage

extension StorageError {
    init(_ error: DatabaseError) {
        self.init(sqliteCode: error.extendedResultCode.rawValue, message: error.message ?? "no message")
    }

    /// - Parameters:
    ///   - sqliteCode: the extended result code (https://www.sqlite.org/rescode.html).
    ///   - message: SQLite's, which names tables and columns and holds no bound value.
    init(sqliteCode: Int32, message: String) {
        switch sqliteCode {
        case uniqueIndex, primaryKey, rowID: self = .uniqueViolation(message)
        case _ where sqliteCode & 0xFF == SQLITE_CONSTRAINT: self = .constraintViolation(message)
        default: self = .statement("\(message) (SQLite \(sqliteCode))")
        }
    }
}

// Macros with arithmetic, which Swift does not import.
private let primaryKey: Int32 = SQLITE_CONSTRAINT | (6 << 8)
private let uniqueIndex: Int32 = SQLITE_CONSTRAINT | (8 << 8)
private let rowID: Int32 = SQLITE_CONSTRAINT | (10 << 8)
