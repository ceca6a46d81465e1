import Storage
import Testing

@Suite("SQL")
struct SQLTests {
    @Test("interpolated values are bound and never become part of the text")
    func binds() {
        let name = "x'; DROP TABLE dms; --"
        let sql: SQL = "SELECT id FROM dms WHERE name = \(name) AND n > \(7) AND ok = \(true) AND raw = \([UInt8(1)])"
        #expect(sql.text == "SELECT id FROM dms WHERE name = $1 AND n > $2 AND ok = $3 AND raw = $4")
        #expect(sql.values == [.text(name), .integer(7), .integer(1), .bytes([1])])
    }

    @Test("an optional is bound as its value or as NULL")
    func bindsOptionals() {
        let none: String? = nil
        let some: Int64? = 5
        let sql: SQL = "VALUES (\(none), \(some))"
        #expect(sql.text == "VALUES ($1, $2)")
        #expect(sql.values == [.null, .integer(5)])
    }

    @Test("fragments are numbered on, with one digit and with several")
    func renumbers() {
        let nine = SQL.joined((1...9).map { "\($0)" }, by: ", ")
        let two: SQL = "a = \(10) AND b = \(11)"
        let sql: SQL = "(\(nine)) \(two) \(two)"
        #expect(sql.text == "($1, $2, $3, $4, $5, $6, $7, $8, $9) a = $10 AND b = $11 a = $12 AND b = $13")
        #expect(sql.values == ((1...11) + [10, 11]).map { .integer(Int64($0)) })
        #expect(("" + two).text == "a = $1 AND b = $2")
    }

    @Test("a fragment may end in a placeholder and have other dollars in it")
    func keepsDollars() {
        let odd: SQL = "'$' || \(1)"
        let sql: SQL = "\(0) \(odd)"
        #expect(sql.text == "$1 '$' || $2")
    }

    @Test("a row tells what it has, and what it was asked for")
    func rowsAreTyped() throws {
        let row = Row(values: [.text("a"), .integer(2), .bytes([3]), .null])
        #expect(try row.text(0) == "a")
        #expect(try row.integer(1) == 2)
        #expect(try row.bool(1))
        #expect(try row.bytes(2) == [3])
        #expect(try row.textOrNull(3) == nil && row.integerOrNull(3) == nil && row.bytesOrNull(3) == nil)
        #expect(throws: StorageError.self) { try row.text(1) }
        #expect(throws: StorageError.self) { try row.integer(3) }
        #expect(throws: StorageError.self) { try row.bytesOrNull(0) }
        #expect(throws: StorageError.self) { try row.text(4) }
        #expect(throws: StorageError.self) { try row.textOrNull(-1) }
    }

    @Test("an error about a column does not show what the column holds")
    func errorsKeepSecrets() {
        let row = Row(values: [.text("hunter2")])
        #expect(throws: StorageError.unexpectedColumn("column 0 holds text, not integer")) { try row.integer(0) }
    }
}
