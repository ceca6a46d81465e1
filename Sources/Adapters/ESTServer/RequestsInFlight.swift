import Synchronization

/// Lets the same work, asked for again while it is being done, be done once: who comes later waits for the answer that
/// the first one gets.
///
/// A client that sends its request again because an answer is late must not be issued a second certificate.
final class RequestsInFlight<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private typealias Waiter = CheckedContinuation<Result<Value, any Error>?, Never>

    private let keysMax: Int
    private let waiters = Mutex<[Key: [Waiter]]>([:])

    /// - Parameter keysMax: more work than this at a time is done without a look at what else is being done.
    init(keysMax: Int = 4_096) {
        self.keysMax = keysMax
    }

    var waiting: Int { waiters.withLock { $0.values.reduce(0) { $0 + $1.count } } }

    func once(_ key: Key, _ work: () async throws -> Value) async throws -> Value {
        switch claim(key) {
        case .beyondBound:
            return try await work()
        case .first:
            let result: Result<Value, any Error>
            do {
                result = .success(try await work())
            } catch {
                result = .failure(error)
            }
            for waiter in waiters.withLock({ $0.removeValue(forKey: key) ?? [] }) { waiter.resume(returning: result) }
            return try result.get()
        case .again:
            guard let result = await join(key) else { return try await once(key, work) }
            return try result.get()
        }
    }

    private enum Claim { case first, again, beyondBound }

    private func claim(_ key: Key) -> Claim {
        waiters.withLock { waiters in
            if waiters[key] != nil { return .again }
            guard waiters.count < keysMax else { return .beyondBound }
            waiters[key] = []
            return .first
        }
    }

    /// - Returns: nil if the work was done before we could wait for it.
    private func join(_ key: Key) async -> Result<Value, any Error>? {
        await withCheckedContinuation { waiter in
            let isWaiting = waiters.withLock { waiters in
                waiters[key]?.append(waiter) != nil
            }
            if !isWaiting { waiter.resume(returning: nil) }
        }
    }
}
