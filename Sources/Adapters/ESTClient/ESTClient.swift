import NIOSSL

/// Speaks EST with a server (RFC 7030, with RFC 8951's encodings). Every call makes a TLS connection of its own, as a device
/// would; ``session(as:_:)`` keeps one.
///
/// A label names the DMS (RFC 7030, section 3.2.2); nil is the server's default one. Everything throws ``ESTClientError``
/// where the server says no, and what the connection failed with where there was none.
public struct ESTClient: Sendable {
    private let server: String
    private let trustRoots: [NIOSSLCertificate]

    /// - Parameters:
    ///   - server: `https://` with host and port.
    ///   - trustPEM: the CA certificates that vouch for the server.
    /// - Throws: `NIOSSLError` where the text is no PEM.
    public init(server: String, trustPEM: String) throws {
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        trustRoots = try NIOSSLCertificate.fromPEMBytes(Array(trustPEM.utf8))
    }

    /// The CA certificates that the server hands out, DER (section 4.1).
    public func caCertificates(label: String?) async throws -> [[UInt8]] {
        try await session(as: .nobody) { try await $0.caCertificates(label: label) }
    }

    /// What the DMS wants in a request (section 4.5; RFC 9908): the DER of the CsrAttrs, nil where it wants nothing.
    public func csrAttributes(label: String?) async throws -> [UInt8]? {
        try await session(as: .nobody) { try await $0.csrAttributes(label: label) }
    }

    /// Enrols (section 4.2.1).
    /// - Parameter request: the PKCS#10 request, DER.
    public func simpleEnroll(label: String?, request: [UInt8], as client: Credentials) async throws -> Answer {
        try await session(as: client) { try await $0.simpleEnroll(label: label, request: request) }
    }

    /// Renews, by a request with the same or a new key (section 4.2.2).
    /// - Parameter request: the PKCS#10 request, DER.
    public func simpleReenroll(label: String?, request: [UInt8], as client: Credentials) async throws -> Answer {
        try await session(as: client) { try await $0.simpleReenroll(label: label, request: request) }
    }

    /// Has the server make the key (section 4.4).
    /// - Parameter request: the PKCS#10 request, DER; its key serves only to sign it, or to encrypt the new one to.
    public func serverKeyGenerate(
        label: String?, request: [UInt8], as client: Credentials
    ) async throws -> ServerKeyAnswer {
        try await session(as: client) { try await $0.serverKeyGenerate(label: label, request: request) }
    }

    /// Lends a connection that is kept from call to call, for as long as the server keeps it, and closes it.
    public func session<Result: Sendable>(
        as client: Credentials, _ body: (ESTSession) async throws -> Result
    ) async throws -> Result {
        let session = ESTSession(server: server, trustRoots: trustRoots, credentials: client)
        do {
            let result = try await body(session)
            try await session.close()
            return result
        } catch {
            try? await session.close()
            throw error
        }
    }

    /// What came of a request for a certificate.
    public enum Answer: Sendable, Equatable {
        /// The certificate, DER.
        case issued([UInt8])
        /// 202: somebody has to decide; the same request is to be sent again after so many seconds (section 4.2.3).
        case pending(retryAfterSeconds: Int)

        /// The certificate.
        /// - Throws: `ESTClientError` where there is none yet.
        public func certificate() throws(ESTClientError) -> [UInt8] {
            switch self {
            case .issued(let certificate): return certificate
            case .pending(let seconds):
                throw ESTClientError(
                    status: 202, sentence: "Somebody has to decide; ask again.", retryAfterSeconds: seconds)
            }
        }
    }

    /// What came of a request for a key and a certificate.
    public enum ServerKeyAnswer: Sendable, Equatable {
        case issued(ServerKey, certificate: [UInt8])
        case pending(retryAfterSeconds: Int)
    }

    /// A key that the server made.
    public enum ServerKey: Sendable, Equatable {
        /// PKCS#8, DER (RFC 7030, section 4.4.2).
        case plain([UInt8])
        /// CMS ContentInfo with EnvelopedData, DER, for who asked for it.
        case encrypted([UInt8])
    }
}

/// What the server said instead of a certificate.
public struct ESTClientError: Error, Sendable, Equatable, CustomStringConvertible {
    public let status: Int
    public let sentence: String
    /// When it makes sense to ask again, where the server says so: 202, 429, 503.
    public let retryAfterSeconds: Int?

    public init(status: Int, sentence: String, retryAfterSeconds: Int? = nil) {
        self.status = status
        self.sentence = sentence
        self.retryAfterSeconds = retryAfterSeconds
    }

    public var description: String { "EST \(status): \(sentence)" }
}
