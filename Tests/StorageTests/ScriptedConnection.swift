import Storage
import Synchronization

/// A connection that writes down what it is asked for, and fails where the script says so.
final class ScriptedConnection: LaneConnection {
    struct Failure: Error, Equatable {
        let call: String
    }

    private(set) var calls: [String] = []
    /// Calls that fail, each once.
    private var failing: [String]

    init(failing: [String] = []) {
        self.failing = failing
    }

    func execute(_ sql: SQL) throws -> Int {
        try note(sql.text)
        return 1
    }

    func query(_ sql: SQL) throws -> [Row] {
        try note(sql.text)
        return []
    }

    func begin() throws { try note("begin") }
    func savepoint() throws { try note("savepoint") }
    func release() throws { try note("release") }
    func rollBackToSavepoint() throws { try note("roll back to savepoint") }
    func commit() throws { try note("commit") }
    func rollBack() { calls.append("roll back") }

    private func note(_ call: String) throws {
        calls.append(call)
        guard let index = failing.firstIndex(of: call) else { return }
        failing.remove(at: index)
        throw Failure(call: call)
    }
}

/// Answers as they were given, in order.
final class Answers: Sendable {
    private let given = Mutex<[String]>([])

    var all: [String] { given.withLock { $0 } }

    /// A job that runs a statement with its name, stages its name, and throws where it is told to.
    func job(_ name: StaticString, throws refusal: (any Error)? = nil) -> LaneJob {
        LaneJob { tx in
            try tx.execute(SQL(stringLiteral: name))
            tx.stage("\(name)")
            if let refusal { throw refusal }
        } answer: { result in
            let word =
                switch result {
                case .success: "ok"
                case .failure(let error): "\(error)"
                }
            self.given.withLock { $0.append("\(name): \(word)") }
        }
    }
}
