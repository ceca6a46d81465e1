public import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// What came back.
public struct HTTPResponse: Sendable, Equatable {
    public let status: Int
    public let headers: [AWSRequest.Field]
    public let body: [UInt8]

    public init(status: Int, headers: [AWSRequest.Field] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name }?.value
    }
}

/// Sends one request, within a time limit.
public struct HTTPTransport: Sendable {
    public typealias Send = @Sendable (HTTPRequest, Duration) async throws(TransportFault) -> HTTPResponse

    let send: Send

    public init(send: @escaping Send) {
        self.send = send
    }
}

extension HTTPTransport {
    /// How a client for AWS must be set up. A redirect would be an answer to a request that nobody signed; a refused
    /// connection is to be told at once, not tried again until the time is up.
    public static var clientConfiguration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow, decompression: .disabled)
        configuration.connectionPool.retryConnectionEstablishment = false
        return configuration
    }

    /// - Parameter client: made with `clientConfiguration`; the caller shuts it down.
    public static func asyncHTTPClient(_ client: HTTPClient) -> HTTPTransport {
        HTTPTransport { request, timeout throws(TransportFault) in
            do {
                return try await within(timeout) { try await answer(of: client, to: request, timeout) }
            } catch {
                throw TransportFault(error)
            }
        }
    }

    private static func answer(
        of client: HTTPClient, to request: HTTPRequest, _ timeout: Duration
    ) async throws -> HTTPResponse {
        let response = try await client.execute(outgoing(request), timeout: .init(timeout))
        let body = try await response.body.collect(upTo: answerBytesMax)
        let headers = response.headers.map { AWSRequest.Field($0.name, $0.value) }
        return HTTPResponse(status: Int(response.status.code), headers: headers, body: Array(buffer: body))
    }

    /// The client's own limit ends with the head of the answer: a body that stops half-way would be awaited for ever.
    private static func within(
        _ timeout: Duration, _ body: @escaping @Sendable () async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
            defer { group.cancelAll() }
            group.addTask(operation: body)
            group.addTask {
                try await Task.sleep(for: timeout)
                throw TransportFault.timeout
            }
            guard let first = try await group.next() else { throw TransportFault.timeout }
            try Task.checkCancellation()
            return first
        }
    }

    private static let answerBytesMax = 1 << 20

    private static func outgoing(_ request: HTTPRequest) -> HTTPClientRequest {
        var outgoing = HTTPClientRequest(url: request.url)
        outgoing.method = .init(rawValue: request.method)
        for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
        if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
        return outgoing
    }
}

extension TransportFault {
    init(_ error: any Error) {
        switch error {
        case let fault as TransportFault: self = fault
        case is CancellationError: self = .cancelled
        case let error as HTTPClientError where error == .cancelled: self = .cancelled
        case let error as HTTPClientError where Self.timeouts.contains(error): self = .timeout
        case let error as HTTPClientError where error == .remoteConnectionClosed: self = .reset
        case is NIOTooManyBytesError: self = .answerTooLarge
        case let error as IOError where [Self.connectionReset, Self.brokenPipe].contains(error.errnoCode): self = .reset
        default: self = .unreachable(String(describing: error))
        }
    }

    private static let timeouts: [HTTPClientError] = [
        .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout,
        .tlsHandshakeTimeout,
    ]

    // The numbers of Linux, so that no C library has to be imported for two names.
    private static let brokenPipe: Int32 = 32
    private static let connectionReset: Int32 = 104
}
