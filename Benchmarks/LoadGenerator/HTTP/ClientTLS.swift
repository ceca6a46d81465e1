import Foundation
import NIOCore
public import NIOSSL

/// TLS as a device speaks it: 1.3, the server's chain is verified, and no session is ever resumed, because nothing
/// gives an old session to a new connection.
public enum ClientTLS {
    /// - Parameters:
    ///   - roots: PEM of the certificates that the server's chain must end in.
    ///   - identity: what the client presents, leaf first, and its key.
    /// - Throws: `NIOSSLError` where the PEM is none.
    public static func context(
        roots: [UInt8], identity: (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey)? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv13
        // What devices offer. The library would add a post-quantum share, which costs both sides more than the rest of
        // the key exchange.
        configuration.curves = [.x25519, .secp256r1]
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(roots))
        // The address is a loopback number with a free port; whose certificate it is, the root says.
        configuration.certificateVerification = .noHostnameVerification
        configuration.applicationProtocols = ["http/1.1"]
        configuration.shutdownTimeout = .milliseconds(500)
        if let identity {
            configuration.certificateChain = identity.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(identity.key)
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
