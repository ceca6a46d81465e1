import CloudProxy
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import AWSIoT

/// A connector against an emulator, with everything that it sends on record.
struct EmulatedAccount {
    let connector: AWSIoTConnector
    let client: AWSClient
    let pki: TestPKI
    let endpoint: String
    let wire: Wire

    /// - Parameter connectorID: another connector sees the same account.
    func connector(
        _ connectorID: String, options: AWSIoTConnector.Options = .init()
    ) -> AWSIoTConnector {
        AWSIoTConnector(
            connectorID: connectorID, client: client, proofOfPossession: pki.proofOfPossession, options: options)
    }

    /// Brings the account to `desired`, and expects that nothing is left to do then.
    /// - Returns: the operations that were made, in order.
    @discardableResult
    func converge(_ desired: DesiredResource, sourceLocation: SourceLocation = #_sourceLocation) async throws
        -> [String]
    {
        let calls = try await connector.plan(desired)
        for call in calls { try await connector.perform(call) }
        let left = try await connector.plan(desired)
        #expect(left == [], sourceLocation: sourceLocation)
        // A plan may be applied again after a crash.
        for call in calls { try await connector.perform(call) }
        #expect(try await connector.plan(desired) == [], sourceLocation: sourceLocation)
        return calls.map(\.operation)
    }

    /// What botocore reads from the account: a reader that shares no code with us.
    func botocore(_ expression: String, service: String = "iot") async throws -> String {
        let script = """
            import botocore.session, sys
            client = botocore.session.Session().create_client(
                sys.argv[1], region_name='eu-west-1', endpoint_url=sys.argv[2], aws_access_key_id='AKIDEXAMPLE',
                aws_secret_access_key='example')
            print(eval(sys.argv[3]))
            """
        return try await Command.check(
            try PythonEnvironment.judges.python(), ["-c", script, service, endpoint, expression]
        ).text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

func withAccount(_ emulator: Emulator, _ body: (EmulatedAccount) async throws -> Void) async throws {
    let endpoint = try emulator.endpoint()
    try await withTemporaryDirectory { directory in
        try await withTransport { transport in
            let wire = Wire(transport)
            let client = AWSClient(
                region: "eu-west-1", endpointOverride: AWSEndpoint(endpoint),
                credentials: StaticCredentials(.example), transport: wire.transport, pacing: .unlimited, now: { Date() }
            )
            let pki = TestPKI(directory)
            let connector = AWSIoTConnector(
                connectorID: "aws-test", client: client, proofOfPossession: pki.proofOfPossession)
            try await body(
                EmulatedAccount(connector: connector, client: client, pki: pki, endpoint: endpoint, wire: wire))
        }
    }
}

/// A transport with a record, that can lose answers: the request is obeyed, and nobody hears of it.
final class Wire: Sendable {
    private let base: HTTPTransport
    private let state = Mutex<(sent: [HTTPRequest], losesChanges: Bool)>(([], false))

    init(_ base: HTTPTransport) {
        self.base = base
    }

    var requests: [HTTPRequest] { state.withLock { $0.sent } }
    func forget() { state.withLock { $0.sent = [] } }
    func loseAnswersToChanges(_ loses: Bool) { state.withLock { $0.losesChanges = loses } }

    var transport: HTTPTransport {
        HTTPTransport { [self] request, timeout throws(TransportFault) in
            let isLost = state.withLock { state in
                state.sent.append(request)
                return state.losesChanges && request.method != "GET"
            }
            let response = try await base.send(request, timeout)
            if isLost { throw .timeout }
            return response
        }
    }
}
