import NIOSSL
import Synchronization

/// Makes the TLS context of each connection from what the server's identity is at that moment.
///
/// One context per connection, for two reasons. A session ticket is sealed with a key of its context, so no session
/// resumes: every connection proves anew that the client holds its key, and its chain is always there to be judged.
/// And a renewed server certificate is in force with the next connection. It costs about 5 µs.
final class TLSContexts: Sendable {
    private let configuration: Mutex<TLSConfiguration>

    init(_ identity: TLSIdentity) {
        configuration = Mutex(.estServer(identity))
    }

    func replace(_ identity: TLSIdentity) {
        configuration.withLock { $0 = .estServer(identity) }
    }

    func make() throws -> NIOSSLContext {
        try NIOSSLContext(configuration: configuration.withLock { $0 })
    }
}
