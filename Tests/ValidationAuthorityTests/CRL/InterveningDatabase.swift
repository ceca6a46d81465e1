import Storage
import Synchronization

/// A database on which something else happens just before one of the writes.
final class InterveningDatabase: Database {
    private let base: any Database
    private let before: Int
    private let intervene: @Sendable () async throws -> Void
    private let writes = Mutex(0)

    /// - Parameter before: which write, counted from 1.
    init(_ base: any Database, before: Int, _ intervene: @escaping @Sendable () async throws -> Void) {
        self.base = base
        self.before = before
        self.intervene = intervene
    }

    var dialect: SQLDialect { base.dialect }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        let count = writes.withLock { count in
            count += 1
            return count
        }
        if count == before { try await intervene() }
        return try await base.write(body)
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        try await base.read(body)
    }
}
