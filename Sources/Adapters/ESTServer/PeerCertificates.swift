import NIOSSL
import Synchronization

/// What the client of one connection presented: written once by the handshake, encoded once if a request wants it.
final class PeerCertificates: Sendable {
    private struct State {
        var presented: [NIOSSLCertificate] = []
        var encoded: [[UInt8]]?
    }

    private let state = Mutex(State())

    func present(_ chain: [NIOSSLCertificate]) {
        state.withLock { $0 = State(presented: chain) }
    }

    /// DER, leaf first; empty if the client presented nothing.
    func chain() throws -> [[UInt8]] {
        try state.withLock { state in
            if let encoded = state.encoded { return encoded }
            let encoded = try state.presented.map { try $0.toDERBytes() }
            state = State(presented: [], encoded: encoded)
            return encoded
        }
    }
}
