import GRDBSQLite
import Storage

/// A prepared statement in use. Letting go of it makes it ready for its next use.
struct SQLiteStatement: ~Copyable {
    private let handle: OpaquePointer

    var connection: OpaquePointer? { sqlite3_db_handle(handle) }

    init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        // What these return is the error of the last step, which was thrown there.
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// `$1`, `$2` and so on are names to SQLite, numbered in the order in which they first appear, which is how `SQL` writes
    /// them.
    func bind(_ values: [SQLValue]) throws {
        guard sqlite3_bind_parameter_count(handle) == values.count else {
            throw StorageError.statement("\(sqlite3_bind_parameter_count(handle)) placeholders, \(values.count) values")
        }
        var index: Int32 = 0
        for value in values {
            index += 1
            guard bind(value, at: index) == SQLITE_OK else { throw error() }
        }
    }

    /// - Returns: false after the last row.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw error()
        }
    }

    func finish() throws {
        while try step() {}
    }

    func row() throws(StorageError) -> Storage.Row {
        let count = sqlite3_column_count(handle)
        var values: [SQLValue] = []
        values.reserveCapacity(Int(count))
        for column in 0..<count { values.append(try value(column)) }
        return Storage.Row(values: values)
    }

    private func bind(_ value: SQLValue, at index: Int32) -> Int32 {
        switch value {
        case .null: return sqlite3_bind_null(handle, index)
        case .integer(let integer): return sqlite3_bind_int64(handle, index, integer)
        case .text(let text):
            return sqlite3_bind_text64(
                handle, index, text, sqlite3_uint64(text.utf8.count), copied, UInt8(SQLITE_UTF8))
        case .bytes(let bytes):
            // No bytes have no address, and no address would be NULL.
            guard !bytes.isEmpty else { return sqlite3_bind_zeroblob(handle, index, 0) }
            return sqlite3_bind_blob64(handle, index, bytes, sqlite3_uint64(bytes.count), copied)
        }
    }

    private func value(_ column: Int32) throws(StorageError) -> SQLValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(handle, column))
        case SQLITE_TEXT:
            return .text(String(decoding: content(column, sqlite3_column_text(handle, column)), as: UTF8.self))
        case SQLITE_BLOB: return .bytes(Array(content(column, sqlite3_column_blob(handle, column))))
        case SQLITE_NULL: return .null
        default: throw .unexpectedColumn("column \(column) holds a number with a fraction")
        }
    }

    /// The pointer is valid until the next step.
    private func content(_ column: Int32, _ start: UnsafeRawPointer?) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
    }

    private func error() -> any Error {
        let code = sqlite3_extended_errcode(connection)
        // Reads are interrupted when their task is cancelled.
        if code & 0xFF == SQLITE_INTERRUPT { return CancellationError() }
        return StorageError(sqliteCode: code, message: String(cString: sqlite3_errmsg(connection)))
    }
}

/// SQLITE_TRANSIENT, which is a macro that Swift cannot import: SQLite copies what is bound before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
