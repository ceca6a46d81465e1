import NIOSSL

/// The certificate chain and the private key that the server shows in the TLS handshake.
public struct TLSIdentity: Sendable, CustomStringConvertible {
    let chain: [NIOSSLCertificate]
    let privateKey: NIOSSLPrivateKey

    /// - Parameters:
    ///   - certificateChainPEM: the server's certificate first, then its issuers, the root not needed.
    ///   - privateKeyPEM: PKCS#8, SEC 1 or PKCS#1, without a passphrase. An ECDSA key makes the cheapest handshakes.
    /// - Throws: ``ESTServerError/unusableIdentity(_:)``, which never says more of the key than that it is broken.
    public init(certificateChainPEM: [UInt8], privateKeyPEM: [UInt8]) throws(ESTServerError) {
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(certificateChainPEM)
        } catch {
            throw .unusableIdentity("The server's certificate chain is not PEM: \(error).")
        }
        privateKey = try Self.privateKey(privateKeyPEM)
        try check()
    }

    /// - Parameter certificateChain: DER, the server's certificate first, then its issuers.
    /// - Throws: ``ESTServerError/unusableIdentity(_:)``.
    public init(certificateChain: [[UInt8]], privateKeyPEM: [UInt8]) throws(ESTServerError) {
        do {
            chain = try certificateChain.map { try NIOSSLCertificate(bytes: $0, format: .der) }
        } catch {
            throw .unusableIdentity("The server's certificate chain is not DER: \(error).")
        }
        privateKey = try Self.privateKey(privateKeyPEM)
        try check()
    }

    public var description: String { "TLSIdentity(\(chain.count) certificates)" }

    private static func privateKey(_ pem: [UInt8]) throws(ESTServerError) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(bytes: pem, format: .pem)
        } catch {
            throw .unusableIdentity("The server's private key is not unencrypted PEM.")
        }
    }

    /// A key that does not belong to its certificate shows now, not at the first connection.
    private func check() throws(ESTServerError) {
        guard !chain.isEmpty else { throw .unusableIdentity("The server's certificate chain is empty.") }
        do {
            _ = try NIOSSLContext(configuration: .estServer(self))
        } catch {
            throw .unusableIdentity("The server's certificate and private key do not work together.")
        }
    }
}

/// Why a server cannot be made.
public enum ESTServerError: Error, Sendable, Hashable {
    case unusableIdentity(String)
}
