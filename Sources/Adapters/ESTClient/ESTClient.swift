import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKIX

/// Enrols devices with an EST server (RFC 7030). Every call makes a TLS connection of its own, as a device would.
public struct ESTClient: Sendable {
    private let server: String
    private let trustRoots: [NIOSSLCertificate]

    private static let answerBytesMax = 1 << 20
    private static let timeout: TimeAmount = .seconds(30)

    /// What a client shows in the TLS handshake.
    public struct Identity: Sendable {
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey

        /// - Parameter certificatePEM: the certificate for the key, and its issuers behind it.
        public init(certificatePEM: String, key: DeviceKey) throws {
            chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
            self.key = try NIOSSLPrivateKey(bytes: Array(key.pem.utf8), format: .pem)
        }
    }

    /// - Parameters:
    ///   - server: `https://` with host and port.
    ///   - trustPEM: the CA certificates that vouch for the server.
    public init(server: String, trustPEM: String) throws {
        self.server = server
        trustRoots = try NIOSSLCertificate.fromPEMBytes(Array(trustPEM.utf8))
    }

    /// The CA certificates that the server hands out, DER (RFC 7030, section 4.1).
    /// - Throws: `ESTClientError`.
    public func caCertificates(label: String) async throws -> [[UInt8]] {
        let request = HTTPClientRequest(url: "\(server)/.well-known/est/\(label)/cacerts")
        return try CertificatesOnly.decode(try await answer(to: request, as: nil))
    }

    /// Enrols (RFC 7030, section 4.2.1) and returns the certificate, DER.
    /// - Parameter request: the PKCS#10 request, DER.
    /// - Throws: `ESTClientError`.
    public func simpleEnroll(label: String, request: [UInt8], as identity: Identity) async throws -> [UInt8] {
        var post = HTTPClientRequest(url: "\(server)/.well-known/est/\(label)/simpleenroll")
        post.method = .POST
        post.headers.add(name: "Content-Type", value: "application/pkcs10")
        post.headers.add(name: "Content-Transfer-Encoding", value: "base64")
        post.body = .bytes(ByteBuffer(bytes: Base64.encode(request, lines: .columns76)))
        let certificates = try CertificatesOnly.decode(try await answer(to: post, as: identity))
        guard let certificate = certificates.first else {
            throw ESTClientError(status: 200, sentence: "no certificate")
        }
        return certificate
    }

    private func answer(to request: HTTPClientRequest, as identity: Identity?) async throws -> [UInt8] {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(trustRoots)
        if let identity {
            tls.certificateChain = identity.chain.map { .certificate($0) }
            tls.privateKey = .privateKey(identity.key)
        }
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: .init(tlsConfiguration: tls))
        do {
            let bytes = try await answer(to: request, over: client)
            try await client.shutdown()
            return bytes
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    private func answer(to request: HTTPClientRequest, over client: HTTPClient) async throws -> [UInt8] {
        let response = try await client.execute(request, timeout: Self.timeout)
        let body = Array(try await response.body.collect(upTo: Self.answerBytesMax).readableBytesView)
        guard response.status == .ok else {
            throw ESTClientError(
                status: Int(response.status.code), sentence: String(decoding: body.prefix(500), as: UTF8.self))
        }
        return try Base64.decode(body)
    }
}

/// What the server said instead of a certificate.
public struct ESTClientError: Error, Sendable, Equatable, CustomStringConvertible {
    public let status: Int
    public let sentence: String

    public var description: String { "EST \(status): \(sentence)" }
}
