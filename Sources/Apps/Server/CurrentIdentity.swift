import PKIX
import Synchronization

/// The identity that the EST listener shows now, for those who sign with it: keys that are made for clients are signed by
/// the server that made them (RFC 7030, section 4.4.2), and this is the certificate by which clients know it.
final class CurrentIdentity: Sendable {
    private let signer: Mutex<MessageSigner>

    init(_ identity: ServerIdentity) throws {
        signer = Mutex(try Self.signer(identity))
    }

    var messageSigner: MessageSigner { signer.withLock { $0 } }

    func replace(_ identity: ServerIdentity) throws {
        let new = try Self.signer(identity)
        signer.withLock { $0 = new }
    }

    private static func signer(_ identity: ServerIdentity) throws -> MessageSigner {
        try MessageSigner(
            certificates: identity.certificateChain, key: try PrivateKey(anyEncoding: identity.privateKeyPEM))
    }
}
