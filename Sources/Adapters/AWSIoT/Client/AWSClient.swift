public import Foundation
public import Logging

/// Speaks to the services of one AWS account in one region.
///
/// Retrying is the caller's: only a read whose connection broke is sent once more, because a pooled connection may
/// have been closed under us.
public struct AWSClient: Sendable {
    /// Nil where the name that we were given is none.
    private let region: AWSRegion?
    public let regionName: String
    private let endpointOverride: AWSEndpoint?
    private let credentials: any CredentialsProvider
    private let transport: HTTPTransport
    private let pacing: Pacing
    private let timeout: Duration
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let account = AccountFacts()

    /// - Parameters:
    ///   - region: for instance `eu-west-1`. With one that cannot be a region every call is `AWSFailure.misconfigured`.
    ///   - endpointOverride: takes every service there, the data plane too: an emulator, or a proxy.
    ///   - timeout: for one request with its answer.
    ///   - now: dates the signatures.
    public init(
        region: String, endpointOverride: AWSEndpoint? = nil, credentials: any CredentialsProvider,
        transport: HTTPTransport, pacing: Pacing, timeout: Duration = .seconds(15),
        logger: Logger = Logger(label: "aws"), now: @escaping @Sendable () -> Date
    ) {
        self.region = AWSRegion(region)
        regionName = region
        self.endpointOverride = endpointOverride
        self.credentials = credentials
        self.transport = transport
        self.pacing = pacing
        self.timeout = timeout
        self.logger = logger
        self.now = now
    }

    /// Waits for its turn, signs, sends, and reads the answer.
    public func send<Operation: AWSOperation>(_ operation: Operation) async throws(AWSFailure) -> Operation.Answer {
        guard let region else { throw .misconfigured("\"\(regionName)\" is not a region of AWS") }
        let endpoint = try await endpoint(for: operation.request.service, in: region)
        do throws(AWSFailure) {
            return try await attempt(operation, endpoint, region)
        } catch .transport(.reset) where Operation.isRead {
            return try await attempt(operation, endpoint, region)
        }
    }

    /// Whose account this is; asked once.
    public func identity() async throws(AWSFailure) -> AWSIdentity {
        if let known = await account.identity { return known }
        let identity = try await send(GetCallerIdentity())
        await account.remember(identity)
        return identity
    }

    private func endpoint(
        for service: AWSService, in region: AWSRegion
    ) async throws(AWSFailure) -> AWSEndpoint {
        if let endpointOverride { return endpointOverride }
        guard service == .iotData else { return .regional(service, region: region) }
        if let known = await account.dataEndpoint { return known }
        let answer = try await send(DescribeEndpoint(endpointType: "iot:Data-ATS"))
        guard let endpoint = AWSEndpoint("https://\(answer.endpointAddress)") else {
            throw .unreadable(operation: DescribeEndpoint.name)
        }
        await account.remember(endpoint)
        return endpoint
    }

    private func attempt<Operation: AWSOperation>(
        _ operation: Operation, _ endpoint: AWSEndpoint, _ region: AWSRegion
    ) async throws(AWSFailure) -> Operation.Answer {
        do { try await pacing.waitForTurn(Operation.name) } catch { throw .transport(.cancelled) }
        let date = now()
        let signed = AWSSigner(region: region).sign(
            operation.request, endpoint: endpoint, credentials: try await signingCredentials(at: date), at: date)
        let response = try await answer(to: signed, Operation.name)
        guard (200..<300).contains(response.status) else {
            let fault = ServiceFault(operation: Operation.name, response: response)
            if fault.isThrottling { await pacing.note(Operation.name, .throttled) }
            throw .service(fault)
        }
        await pacing.note(Operation.name, .answered)
        do { return try Operation.answer(from: response.body) } catch { throw .unreadable(operation: Operation.name) }
    }

    private func answer(to request: HTTPRequest, _ operation: String) async throws(AWSFailure) -> HTTPResponse {
        do throws(TransportFault) {
            let response = try await transport.send(request, timeout)
            logger.debug("AWS call", metadata: ["operation": "\(operation)", "status": "\(response.status)"])
            return response
        } catch {
            logger.debug("AWS call failed", metadata: ["operation": "\(operation)", "fault": "\(error)"])
            throw .transport(error)
        }
    }

    private func signingCredentials(at date: Date) async throws(AWSFailure) -> AWSCredentials {
        do throws(CredentialsError) {
            guard let found = try await credentials.credentials(at: date) else {
                throw CredentialsError("no source has AWS credentials")
            }
            return found
        } catch {
            throw .credentials(error.description)
        }
    }
}

/// What never changes for an account in a region.
private actor AccountFacts {
    private(set) var dataEndpoint: AWSEndpoint?
    private(set) var identity: AWSIdentity?

    func remember(_ endpoint: AWSEndpoint) { dataEndpoint = endpoint }
    func remember(_ identity: AWSIdentity) { self.identity = identity }
}
