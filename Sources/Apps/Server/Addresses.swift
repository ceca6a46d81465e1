import Events
import Synchronization

/// Where the listeners of a server can be reached; written to `addresses.json` when all of them accept connections.
public struct Addresses: Codable, Sendable, Equatable {
    public internal(set) var management: String?
    public internal(set) var est: String?
    public internal(set) var validation: String?
}

/// Collects the addresses as the listeners come up.
final class Arrivals: Sendable {
    private struct State {
        var addresses = Addresses()
        var awaited: Set<ServerRole>
    }

    private let state: Mutex<State>
    private let whenComplete: @Sendable (Addresses) async -> Void

    init(awaiting listeners: Set<ServerRole>, whenComplete: @escaping @Sendable (Addresses) async -> Void) {
        state = Mutex(State(awaited: listeners))
        self.whenComplete = whenComplete
    }

    var isComplete: Bool { state.withLock { $0.awaited.isEmpty } }

    /// For a server without listeners.
    func complete() async {
        await whenComplete(Addresses())
    }

    func arrived(_ role: ServerRole, at url: String) async {
        let complete = state.withLock { state -> Addresses? in
            switch role {
            case .api: state.addresses.management = url
            case .est: state.addresses.est = url
            case .validation: state.addresses.validation = url
            case .proxy: break
            }
            state.awaited.remove(role)
            return state.awaited.isEmpty ? state.addresses : nil
        }
        if let complete { await whenComplete(complete) }
    }
}
