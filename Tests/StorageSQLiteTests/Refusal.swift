import Dispatch
import Storage
import StorageSQLite
import Synchronization

/// What another process would be told while this one writes.
final class Refusal: Sendable {
    private let text = Mutex<String?>(nil)
    private let done = DispatchSemaphore(value: 0)

    var error: String? { text.withLock { $0 } }

    func wait(for other: SQLiteDatabase) {
        Task {
            do {
                try await other.write { tx in _ = try tx.execute("INSERT INTO t (n) VALUES (3)") }
            } catch {
                text.withLock { $0 = "\(error)" }
            }
            done.signal()
        }
        done.wait()
    }
}
