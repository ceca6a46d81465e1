import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKIX

/// The operations of EST over one connection. Lent by ``ESTClient/session(as:_:)``.
public struct ESTSession: Sendable {
    private let server: String
    private let http: HTTPClient
    private let authorization: String?

    private static let answerBytesMax = 4 << 20
    private static let timeout: TimeAmount = .seconds(30)

    init(server: String, trustRoots: [NIOSSLCertificate], credentials: ESTClient.Credentials) {
        self.server = server
        authorization = credentials.authorization
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(trustRoots)
        if let identity = credentials.identity {
            tls.certificateChain = identity.chain.map { .certificate($0) }
            tls.privateKey = .privateKey(identity.key)
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.redirectConfiguration = .disallow
        // A server that is not there is said to be so at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        http = HTTPClient(eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: configuration)
    }

    func close() async throws {
        try await http.shutdown()
    }

    public func caCertificates(label: String?) async throws -> [[UInt8]] {
        try CertificatesOnly.decode(try Base64.decode(try await get("cacerts", label).body))
    }

    public func csrAttributes(label: String?) async throws -> [UInt8]? {
        let reply = try await get("csrattrs", label)
        return reply.body.isEmpty ? nil : try Base64.decode(reply.body)
    }

    public func simpleEnroll(label: String?, request: [UInt8]) async throws -> ESTClient.Answer {
        try await certificate("simpleenroll", label, request)
    }

    public func simpleReenroll(label: String?, request: [UInt8]) async throws -> ESTClient.Answer {
        try await certificate("simplereenroll", label, request)
    }

    public func serverKeyGenerate(label: String?, request: [UInt8]) async throws -> ESTClient.ServerKeyAnswer {
        let reply = try await post("serverkeygen", label, request)
        if let seconds = reply.pendingSeconds { return .pending(retryAfterSeconds: seconds) }
        return try ServerKeyParts(contentType: reply.contentType, body: reply.body).answer()
    }

    private func certificate(
        _ operation: String, _ label: String?, _ request: [UInt8]
    ) async throws -> ESTClient.Answer {
        let reply = try await post(operation, label, request)
        if let seconds = reply.pendingSeconds { return .pending(retryAfterSeconds: seconds) }
        let certificates = try CertificatesOnly.decode(try Base64.decode(reply.body))
        guard let certificate = certificates.first, certificates.count == 1 else {
            throw ESTClientError(status: 200, sentence: "\(certificates.count) certificates instead of one")
        }
        return .issued(certificate)
    }

    private func get(_ operation: String, _ label: String?) async throws -> Reply {
        try await reply(to: HTTPClientRequest(url: url(operation, label)))
    }

    private func post(_ operation: String, _ label: String?, _ request: [UInt8]) async throws -> Reply {
        var post = HTTPClientRequest(url: url(operation, label))
        post.method = .POST
        post.headers.add(name: "Content-Type", value: "application/pkcs10")
        post.headers.add(name: "Content-Transfer-Encoding", value: "base64")
        if let authorization { post.headers.add(name: "Authorization", value: authorization) }
        post.body = .bytes(ByteBuffer(bytes: Base64.encode(request, lines: .columns76)))
        return try await reply(to: post)
    }

    private func url(_ operation: String, _ label: String?) -> String {
        "\(server)/.well-known/est/" + (label.map { "\($0)/" } ?? "") + operation
    }

    private func reply(to request: HTTPClientRequest) async throws -> Reply {
        let response = try await http.execute(request, timeout: Self.timeout)
        let body = Array(try await response.body.collect(upTo: Self.answerBytesMax).readableBytesView)
        let seconds = response.headers.first(name: "Retry-After").flatMap { Int($0) }
        switch response.status {
        case .ok, .noContent:
            return Reply(
                contentType: response.headers.first(name: "Content-Type") ?? "", body: body, pendingSeconds: nil)
        case .accepted:
            return Reply(contentType: "", body: [], pendingSeconds: seconds ?? Self.retryAfterUsual)
        default:
            var sentence = String(decoding: body.prefix(500), as: UTF8.self)
            while sentence.last?.isNewline == true { sentence.removeLast() }
            throw ESTClientError(
                status: Int(response.status.code), sentence: sentence, retryAfterSeconds: seconds)
        }
    }

    /// Where a 202 does not say, although it has to.
    private static let retryAfterUsual = 60

    private struct Reply {
        let contentType: String
        let body: [UInt8]
        /// Of a 202.
        let pendingSeconds: Int?
    }
}
