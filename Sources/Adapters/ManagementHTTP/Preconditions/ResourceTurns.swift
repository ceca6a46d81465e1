import Synchronization

/// Lets those who change one resource do so one after another, so that nothing lies between looking and changing.
/// It knows of this process only.
final class ResourceTurns: Sendable {
    /// Who waits, by resource; an entry is there while somebody has the turn.
    private let waiting = Mutex<[String: [CheckedContinuation<Void, Never>]]>([:])

    func withTurn<Value>(on resource: String, _ body: () async throws -> Value) async rethrows -> Value {
        await take(resource)
        defer { pass(resource) }
        return try await body()
    }

    private func take(_ resource: String) async {
        await withCheckedContinuation { continuation in
            let isFree = waiting.withLock { waiting in
                guard waiting[resource] != nil else {
                    waiting[resource] = []
                    return true
                }
                waiting[resource]?.append(continuation)
                return false
            }
            if isFree { continuation.resume() }
        }
    }

    private func pass(_ resource: String) {
        let next = waiting.withLock { waiting -> CheckedContinuation<Void, Never>? in
            guard let first = waiting[resource]?.first else {
                waiting[resource] = nil
                return nil
            }
            waiting[resource]?.removeFirst()
            return first
        }
        next?.resume()
    }
}
