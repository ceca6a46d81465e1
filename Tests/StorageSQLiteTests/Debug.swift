import Foundation
import Storage
import StorageSQLite
import Testing
func say(_ s: String) { FileHandle.standardError.write(Data((s + "\n").utf8)) }
@Test(arguments: 0..<23) func dbgSnapshot(_ i: Int) async throws {
    say("\(i) begin")
    let folder = try TemporaryFolder()
    say("\(i) folder")
    let database = try SQLiteDatabase.open(path: folder.file("store.db"))
    say("\(i) opened")
    try await database.write { tx in _ = try tx.execute("CREATE TABLE value (n INTEGER, k TEXT UNIQUE)") }
    say("\(i) made")
    say("\(i) \(try await database.read { try $0.query("SELECT COUNT(*) FROM value") }.count)")
    await database.close()
    say("\(i) closed")
}
