import ManagementAPI
import Synchronization

/// Lets so many in at a time for each name. Others wait for their turn, and too many of them are turned away.
final class Turnstile: Sendable {
    private enum Verdict { case enters, isTurnedAway, gaveUp }

    private struct Line {
        var inside = 0
        var waiting: [(id: UInt64, continuation: CheckedContinuation<Verdict, Never>)] = []
    }

    private struct State {
        var lines: [String: Line] = [:]
        var nextID: UInt64 = 0
    }

    private let places: Int
    private let waitingMax: Int
    private let state = Mutex(State())

    init(places: Int, waitingMax: Int) {
        precondition(places > 0 && waitingMax >= 0, "a turnstile has places")
        self.places = places
        self.waitingMax = waitingMax
    }

    /// - Throws: what the body throws; `Refusal` where too many wait; `CancellationError`.
    func pass<Value: Sendable>(_ name: String, _ body: () async throws -> Value) async throws -> Value {
        switch await enter(name) {
        case .enters: break
        case .isTurnedAway:
            throw Refusal(.unavailable, "too-many-waiting", "Too many requests wait for the same check; try again.")
        case .gaveUp: throw CancellationError()
        }
        defer { leave(name) }
        return try await body()
    }

    private func enter(_ name: String) async -> Verdict {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let verdict = state.withLock { state -> Verdict? in
                    if Task.isCancelled { return .gaveUp }
                    var line = state.lines[name] ?? Line()
                    defer { state.lines[name] = line }
                    if line.inside < places {
                        line.inside += 1
                        return .enters
                    }
                    guard line.waiting.count < waitingMax else { return .isTurnedAway }
                    line.waiting.append((id, continuation))
                    return nil
                }
                if let verdict { continuation.resume(returning: verdict) }
            }
        } onCancel: {
            let waiting = state.withLock { state in
                state.lines[name]?.waiting.firstIndex { $0.id == id }.flatMap { index in
                    state.lines[name]?.waiting.remove(at: index).continuation
                }
            }
            waiting?.resume(returning: .gaveUp)
        }
    }

    /// Whoever waits longest takes the place over.
    private func leave(_ name: String) {
        let next = state.withLock { state -> CheckedContinuation<Verdict, Never>? in
            guard var line = state.lines[name] else { return nil }
            if line.waiting.isEmpty {
                line.inside -= 1
                state.lines[name] = line.inside == 0 ? nil : line
                return nil
            }
            let next = line.waiting.removeFirst().continuation
            state.lines[name] = line
            return next
        }
        next?.resume(returning: .enters)
    }
}
