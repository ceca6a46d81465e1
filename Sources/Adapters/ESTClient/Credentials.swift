import NIOSSL
import PKIX

extension ESTClient {
    /// How a client shows who it is.
    public struct Credentials: Sendable, CustomStringConvertible {
        let identity: Identity?
        /// The value of the `Authorization` field.
        let authorization: String?

        /// Enough for `cacerts` and `csrattrs`.
        public static let nobody = Credentials(identity: nil, authorization: nil)

        /// By a TLS client certificate (RFC 7030, section 3.3.2).
        public static func certificate(_ identity: Identity) -> Credentials {
            Credentials(identity: identity, authorization: nil)
        }

        /// By HTTP Basic (RFC 7617; RFC 7030, section 3.2.3), perhaps besides a certificate. It is sent at once: the server is
        /// known by its certificate by then.
        public static func basic(user: String, password: String, besides identity: Identity? = nil) -> Credentials {
            let text = String(decoding: Base64.encode(Array("\(user):\(password)".utf8)), as: UTF8.self)
            return Credentials(identity: identity, authorization: "Basic \(text)")
        }

        /// Without any secret.
        public var description: String {
            "Credentials(\(identity == nil ? "no certificate" : "certificate"), "
                + "\(authorization == nil ? "no password" : "password"))"
        }
    }

    /// What a client shows in the TLS handshake.
    public struct Identity: Sendable {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey

        /// - Parameter certificatePEM: the certificate for the key, and its issuers behind it.
        /// - Throws: `NIOSSLError`.
        public init(certificatePEM: String, key: DeviceKey) throws {
            try self.init(certificatePEM: certificatePEM, keyPEM: key.pem)
        }

        /// - Parameter keyPEM: PKCS#8, SEC 1 or PKCS#1, without a passphrase.
        /// - Throws: `NIOSSLError`.
        public init(certificatePEM: String, keyPEM: String) throws {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
            key = try NIOSSLPrivateKey(bytes: Array(keyPEM.utf8), format: .pem)
        }

        /// - Parameter certificate: DER.
        /// - Throws: `NIOSSLError`.
        public init(certificate: [UInt8], key: DeviceKey) throws {
            chain = [try NIOSSLCertificate(bytes: certificate, format: .der)]
            self.key = try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)
        }
    }
}
