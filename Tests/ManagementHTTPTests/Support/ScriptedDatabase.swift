import Storage
import Synchronization

/// A database whose next writes go as a test says; those after them pass.
final class ScriptedDatabase: Database {
    enum Step: Sendable {
        case pass
        /// Waits at the gate, and then passes.
        case hold(Gate)
        /// Fails, and nothing is stored.
        case lose(StorageError)
        /// Fails, and all is stored.
        case storeAndFail(StorageError)
    }

    private let base: any Database
    private let steps: Mutex<[Step]>

    init(_ base: any Database, _ steps: [Step]) {
        self.base = base
        self.steps = Mutex(steps)
    }

    var dialect: SQLDialect { base.dialect }

    func write<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Transaction) throws -> Value
    ) async throws -> Value {
        switch steps.withLock({ $0.isEmpty ? .pass : $0.removeFirst() }) {
        case .pass: return try await base.write(body)
        case .hold(let gate):
            await gate.pass()
            return try await base.write(body)
        case .lose(let error): throw error
        case .storeAndFail(let error):
            _ = try await base.write(body)
            throw error
        }
    }

    func read<Value: Sendable>(
        _ body: @escaping @Sendable (borrowing Snapshot) throws -> Value
    ) async throws -> Value {
        try await base.read(body)
    }
}

/// Holds up one who comes to it until it is opened.
struct Gate: Sendable {
    private let arrivals = AsyncStream<Void>.makeStream()
    private let openings = AsyncStream<Void>.makeStream()

    /// Returns when somebody waits at the gate.
    func arrival() async { _ = await arrivals.stream.first { true } }
    func open() { openings.continuation.yield() }

    fileprivate func pass() async {
        arrivals.continuation.yield()
        _ = await openings.stream.first { true }
    }
}
