import NIOCore
import Synchronization

/// The connections of a server and the requests that are being answered, so that the server ends after both.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var requests = 0
        /// Whoever still comes is sent away.
        var isClosing = false
        var waiter: CheckedContinuation<Void, Never>?

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            guard channels.isEmpty, requests == 0 else { return nil }
            defer { waiter = nil }
            return waiter
        }
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let isClosing = state.withLock { state in
            state.channels[id] = channel
            return state.isClosing
        }
        channel.closeFuture.whenComplete { [weak self] _ in
            self?.change { $0.channels[id] = nil }
        }
        if isClosing { channel.close(promise: nil) }
    }

    /// A client may go while its request is being answered: the answer is then for the store alone.
    func answering<Value>(_ work: () async -> Value) async -> Value {
        change { $0.requests += 1 }
        defer { change { $0.requests -= 1 } }
        return await work()
    }

    /// Returns when all are gone; cancellation closes those that remain.
    func drained() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in
                change { $0.waiter = waiter }
            }
        } onCancel: {
            let channels = state.withLock { state in
                state.isClosing = true
                return Array(state.channels.values)
            }
            for channel in channels { channel.close(promise: nil) }
        }
    }

    private func change(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state in
            change(&state)
            return state.takeWaiter()
        }
        waiter?.resume()
    }
}
