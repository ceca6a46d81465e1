import NIOSSL
import Synchronization

/// The TLS contexts of connections, from what the server's identity is at that moment.
///
/// No session may resume: every connection proves anew that the client holds its key, and its chain is always there to
/// be judged. A session ticket is sealed with a key of its context, so a client that offers one gets a context of its
/// own, to which the ticket means nothing. All others share one, which saves 4 KB for each connection. Were a session
/// to resume nevertheless, its connection would count as one without a certificate.
final class TLSContexts: Sendable {
    private struct State {
        var configuration: TLSConfiguration
        var shared: NIOSSLContext?
    }

    private let state: Mutex<State>

    init(_ identity: TLSIdentity) {
        state = Mutex(State(configuration: .estServer(identity)))
    }

    func replace(_ identity: TLSIdentity) {
        state.withLock { $0 = State(configuration: .estServer(identity)) }
    }

    func own() throws -> NIOSSLContext {
        try NIOSSLContext(configuration: state.withLock { $0.configuration })
    }

    /// For clients that offer no earlier session, and speak TLS 1.3: in 1.2 it would keep what could be resumed.
    func shared() throws -> NIOSSLContext {
        try state.withLock { state in
            if let shared = state.shared { return shared }
            let shared = try NIOSSLContext(configuration: state.configuration)
            state.shared = shared
            return shared
        }
    }
}
