public import AsyncHTTPClient
public import RegistrationAuthority
import NIOCore
import NIOHTTP1
import NIOSSL

extension WebExchange {
    /// How a client must be set up. A redirect leads to somebody who was not meant; a refused connection is to be told at
    /// once, not tried again until the time is up.
    public static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// - Parameter client: made with `clientConfiguration`; the caller shuts it down.
    public static func asyncHTTPClient(_ client: HTTPClient) -> WebExchange {
        WebExchange { request throws(WebFault) in
            do {
                let outgoing = try outgoing(request)
                return try await within(request.timeout) { try await answer(of: client, to: outgoing, request) }
            } catch {
                throw WebFault(error, answerBytesMax: request.answerBytesMax)
            }
        }
    }

    private static func answer(
        of client: HTTPClient, to outgoing: HTTPClientRequest, _ request: WebRequest
    ) async throws -> WebResponse {
        let response = try await client.execute(outgoing, timeout: .init(request.timeout))
        let body = try await response.body.collect(upTo: request.answerBytesMax)
        return WebResponse(status: Int(response.status.code), body: Array(buffer: body))
    }

    /// The client's own limit ends with the head of the answer: a body that stops half-way would be awaited for ever.
    private static func within(
        _ timeout: Duration, _ body: @escaping @Sendable () async throws -> WebResponse
    ) async throws -> WebResponse {
        try await withThrowingTaskGroup(of: WebResponse.self) { group in
            defer { group.cancelAll() }
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(for: timeout)
                throw WebFault.timeout
            }
            guard let first = try await group.next() else { throw WebFault.timeout }
            try Task.checkCancellation()
            return first
        }
    }

    private static func outgoing(_ request: WebRequest) throws -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = .init(rawValue: request.method.rawValue)
        for field in request.fields { outgoing.headers.add(name: field.name, value: field.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        if !request.trustedCAs.isEmpty {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            tls.trustRoots = .certificates(
                try request.trustedCAs.map { try NIOSSLCertificate(bytes: $0, format: .der) })
            outgoing.tlsConfiguration = tls
        }
        return outgoing
    }
}

extension WebFault {
    fileprivate init(_ error: any Error, answerBytesMax: Int) {
        switch error {
        case let fault as WebFault: self = fault
        case let error as HTTPClientError where Self.timeouts.contains(error): self = .timeout
        case is NIOTooManyBytesError: self = .answerTooLarge(max: answerBytesMax)
        default: self = .unreachable(String(reflecting: error))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout,
    ]
}
