import AsyncHTTPClient
import Foundation
import Synchronization

@testable import AWSIoT

/// Answers from a script and remembers what was asked.
final class StubTransport: Sendable {
    typealias Answer = @Sendable (HTTPRequest) throws(TransportFault) -> HTTPResponse

    private let answer: Answer
    private let asked = Mutex<[HTTPRequest]>([])

    init(_ answer: @escaping Answer) {
        self.answer = answer
    }

    var requests: [HTTPRequest] { asked.withLock { $0 } }

    var transport: HTTPTransport {
        HTTPTransport { [self] request, _ throws(TransportFault) in
            asked.withLock { $0.append(request) }
            return try answer(request)
        }
    }

    func client(region: String = "eu-west-1", override: AWSEndpoint? = nil) -> AWSClient {
        AWSClient(
            region: region, endpointOverride: override, credentials: StaticCredentials(.example),
            transport: transport, pacing: .unlimited, now: { Date(timeIntervalSince1970: 0) })
    }
}

extension AWSRegion {
    static func named(_ name: String) -> AWSRegion {
        guard let region = AWSRegion(name) else { preconditionFailure("\(name) is no region") }
        return region
    }
}

extension AWSCredentials {
    static let example = AWSCredentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "example")
}

extension HTTPResponse {
    static func json(_ text: String, status: Int = 200, type: String? = nil) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: type.map { [.init("X-Amzn-ErrorType", $0)] } ?? [], body: Array(text.utf8))
    }
}

/// Lends a real transport, set up as it is in production.
func withTransport(_ body: (HTTPTransport) async throws -> Void) async throws {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: HTTPTransport.clientConfiguration)
    do {
        try await body(.asyncHTTPClient(client))
    } catch {
        try await client.shutdown()
        throw error
    }
    try await client.shutdown()
}
