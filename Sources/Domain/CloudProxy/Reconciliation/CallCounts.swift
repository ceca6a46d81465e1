import Synchronization

/// Calls of one operation since the process began.
public struct CallCount: Sendable, Hashable, Codable {
    public var done = 0
    public var failed = 0
}

/// Counts the calls that were made, by connector and operation.
final class CallCounts: Sendable {
    private let counts = Mutex<[String: [String: CallCount]]>([:])

    func add(_ operation: String, in connectorID: String, isDone: Bool) {
        counts.withLock { counts in
            if isDone {
                counts[connectorID, default: [:]][operation, default: CallCount()].done += 1
            } else {
                counts[connectorID, default: [:]][operation, default: CallCount()].failed += 1
            }
        }
    }

    func of(_ connectorID: String) -> [String: CallCount] {
        counts.withLock { $0[connectorID] ?? [:] }
    }
}
