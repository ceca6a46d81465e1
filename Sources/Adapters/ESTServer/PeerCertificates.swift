import NIOSSL
import Synchronization

/// What the client of one connection presented in its handshake.
///
/// It is kept as DER: the TLS library's own certificates take 4 KB each, for as long as the connection lasts.
final class PeerCertificates: Sendable {
    private let presented = Mutex<Result<[[UInt8]], any Error>>(.success([]))

    func present(_ chain: [NIOSSLCertificate]) {
        let encoded = Result { try chain.map { try $0.toDERBytes() } }
        presented.withLock { $0 = encoded }
    }

    /// DER, leaf first; empty if the client presented nothing.
    func chain() throws -> [[UInt8]] {
        try presented.withLock { try $0.get() }
    }
}
