import Synchronization

/// What the server's hook reported, and the clock it reads: one millisecond later each time.
final class Counted: Sendable {
    struct Response: Hashable, Sendable {
        let operation: String
        let status: Int
        let nanoseconds: UInt64
    }

    private let state = Mutex<(responses: [Response], time: UInt64)>(([], 0))

    var responses: [Response] { state.withLock { $0.responses } }

    func add(_ operation: String, _ status: Int, _ nanoseconds: UInt64) {
        state.withLock { state in
            state.responses.append(Response(operation: operation, status: status, nanoseconds: nanoseconds))
        }
    }

    func tick() -> UInt64 {
        state.withLock { state in
            state.time += 1_000_000
            return state.time
        }
    }
}
