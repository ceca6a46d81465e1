import AsyncHTTPClient
public import Events
public import JSONSchema
import ManagementAPI
import NIOCore
import NIOHTTP1
import NIOSSL

/// Calls the management API by the rows of its endpoint table. It must be shut down when it is no longer needed.
public struct ManagementClient: Sendable {
    let server: String
    let authorization: String
    let http: HTTPClient
    private let newKey: @Sendable () -> String

    /// Larger answers are refused.
    private static let answerSizeMax = 64 << 20
    private static let timeout: TimeAmount = .seconds(60)

    /// - Parameters:
    ///   - server: `http://` or `https://` with host and port.
    ///   - token: the bearer token.
    ///   - trustPEM: the CA certificates to trust for `https`; nil trusts what the system trusts.
    ///   - newKey: gives the `Idempotency-Key` of each POST; no two may be the same.
    /// - Throws: `ManagementClientError.unusable`.
    public init(
        server: String, token: String, trustPEM: String? = nil,
        newKey: @escaping @Sendable () -> String = { EventID.next(at: WallClock.system.now()) }
    ) throws {
        guard server.hasPrefix("http://") || server.hasPrefix("https://") else {
            throw ManagementClientError.unusable("the server must be an http:// or https:// URL, not \"\(server)\"")
        }
        let isPrintable = token.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard isPrintable else { throw ManagementClientError.unusable("the token holds characters that no token has") }
        self.server = server.hasSuffix("/") ? String(server.dropLast()) : server
        authorization = "Bearer \(token)"
        self.newKey = newKey
        var configuration = HTTPClient.Configuration(
            timeout: .init(connect: .seconds(10)), decompression: .disabled)
        configuration.redirectConfiguration = .disallow
        // A server that is not there is said to be so at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        if let trustPEM { configuration.tlsConfiguration = try Self.tls(trusting: trustPEM) }
        http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    public func shutdown() async throws {
        try await http.shutdown()
    }

    private static func tls(trusting pem: String) throws -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        do {
            tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
        } catch {
            throw ManagementClientError.unusable("the CA certificates to trust are not PEM")
        }
        return tls
    }
}

extension ManagementClient {
    /// Makes one call and gives back the body of its success. Where the connection breaks under a call that may be repeated,
    /// it is sent once more: one that reads, or a POST, which has a key by which the server carries it out once.
    /// - Parameters:
    ///   - endpoint: id of the row.
    ///   - values: what fills the places of its path, in order.
    ///   - query: names and values, not yet encoded.
    ///   - idempotencyKey: of a POST that is to be one with an earlier call; nil takes a new one.
    /// - Throws: `ManagementClientError`.
    public func call(
        _ endpoint: String, _ values: [String] = [], query: [(String, String)] = [], body: [UInt8]? = nil,
        idempotencyKey: String? = nil
    ) async throws -> [UInt8] {
        guard let row = EndpointCatalog.row(endpoint) else {
            throw ManagementClientError.unusable("there is no endpoint \(endpoint)")
        }
        guard !values.contains("") else { throw ManagementClientError.unusable("a name must not be empty") }
        var request = request(row.path.filled(values), query)
        request.method = HTTPMethod(rawValue: row.method.rawValue)
        if let body {
            request.headers.add(name: "Content-Type", value: row.requestMediaType)
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        if let key = try key(of: row, idempotencyKey) {
            request.headers.add(name: HeaderNames.idempotencyKey, value: key)
        }
        return try await answer(to: request, isRepeatable: row.method == .get || row.isKeyed)
    }

    /// Nil for a call that the server need not, or cannot, give the same answer again.
    private func key(of row: Endpoint, _ given: String?) throws -> String? {
        guard let given else { return row.isKeyed ? newKey() : nil }
        let isPrintable = given.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        guard row.method == .post, isPrintable, !given.isEmpty else {
            throw ManagementClientError.unusable("an idempotency key is visible ASCII, and of a POST only")
        }
        return given
    }

    /// As `call`, with values in and out.
    public func value(
        _ endpoint: String, _ values: [String] = [], query: [(String, String)] = [],
        body: (any Encodable & Sendable)? = nil
    ) async throws -> JSONValue {
        let bytes = try await call(endpoint, values, query: query, body: try body.map { try WireJSON.encode($0) })
        return bytes.isEmpty ? .null : try WireJSON.decode(JSONValue.self, from: bytes)
    }

    func request(_ path: String, _ query: [(String, String)]) -> HTTPClientRequest {
        let items = query.map { "\(PercentEncoding.encoded($0.0))=\(PercentEncoding.encoded($0.1))" }
        var request = HTTPClientRequest(url: server + path + (items.isEmpty ? "" : "?" + items.joined(separator: "&")))
        request.headers.add(name: "Authorization", value: authorization)
        return request
    }

    private func answer(to request: HTTPClientRequest, isRepeatable: Bool) async throws -> [UInt8] {
        do {
            do {
                return try await answer(to: request)
            } catch  where isRepeatable && BrokenConnection.isCause(of: error) {
                return try await answer(to: request)
            }
        } catch {
            throw ManagementClientError(error, server: server)
        }
    }

    private func answer(to request: HTTPClientRequest) async throws -> [UInt8] {
        let response = try await http.execute(request, timeout: Self.timeout)
        let buffer = try await response.body.collect(upTo: Self.answerSizeMax)
        let bytes = Array(buffer.readableBytesView)
        guard (200..<300).contains(response.status.code) else {
            throw ManagementClientError(status: Int(response.status.code), body: bytes)
        }
        return bytes
    }
}

extension Endpoint {
    /// Whether each call has a key.
    fileprivate var isKeyed: Bool { method == .post && isReplayable }
}
