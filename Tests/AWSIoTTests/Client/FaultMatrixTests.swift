import CloudProxy
import Foundation
import Testing

@testable import AWSIoT

@Suite("A fault")
struct FaultMatrixTests {
    enum Kind: String { case throttled, unavailable, unauthorized, rejected }

    @Test(
        "of AWS is what the reconciler must know it for",
        arguments: [
            (400, "ThrottlingException", Kind.throttled), (429, "TooManyRequestsException", .throttled),
            (429, "", .throttled),
            (400, "RequestLimitExceeded", .throttled), (503, "SlowDown", .throttled),
            (500, "InternalFailureException", .unavailable), (503, "ServiceUnavailableException", .unavailable),
            (502, "", .unavailable), (504, "", .unavailable), (409, "VersionConflictException", .unavailable),
            (409, "ConflictingResourceUpdateException", .unavailable), (408, "RequestTimeout", .unavailable),
            (401, "UnauthorizedException", .unauthorized), (403, "AccessDeniedException", .unauthorized),
            (400, "ExpiredTokenException", .unauthorized), (403, "ExpiredToken", .unauthorized),
            (403, "UnrecognizedClientException", .unauthorized), (403, "InvalidSignatureException", .unauthorized),
            (400, "IncompleteSignature", .unauthorized), (403, "", .unauthorized),
            (400, "InvalidRequestException", .rejected), (409, "CertificateConflictException", .rejected),
            (400, "CertificateValidationException", .rejected), (410, "LimitExceededException", .rejected),
            (400, "RegistrationCodeValidationException", .rejected), (404, "", .rejected), (301, "", .rejected),
        ])
    func ofAWS(status: Int, code: String, kind: Kind) async throws {
        let stub = StubTransport { _ in .json(#"{"message":"the sentence"}"#, status: status, type: code) }
        let error = await cloudError(stub, UpdateThing(thingName: "t", attributes: ["a": "b"]))
        #expect(error?.kind == kind)
        #expect(error?.sentence.contains("the sentence") == true)
        #expect(error?.sentence.hasPrefix("UpdateThing: ") == true)
    }

    @Test(
        "of the network may pass",
        arguments: [
            TransportFault.timeout, .reset, .unreachable("no route"), .answerTooLarge,
        ])
    func ofTheNetwork(fault: TransportFault) async {
        let stub = StubTransport { _ throws(TransportFault) in throw fault }
        #expect(await cloudError(stub, UpdateThing(thingName: "t", attributes: [:]))?.kind == .unavailable)
    }

    @Test(
        "is read from header or body, with or without its namespace",
        arguments: [
            ("ResourceNotFoundException:http://internal.amazon.com/x", "{}"), ("ResourceNotFoundException", ""),
            (nil, #"{"__type":"com.amazonaws.iot#ResourceNotFoundException"}"#),
            (nil, #"{"code":"ResourceNotFoundException","message":7}"#),
            (nil, "<E><Error><Code>ResourceNotFoundException</Code><Message>m</Message></Error></E>"),
        ] as [(String?, String)])
    func whereTheCodeIs(type: String?, body: String) {
        let fault = ServiceFault(operation: "Op", response: .json(body, status: 404, type: type))
        #expect(fault.code == "ResourceNotFoundException")
    }

    @Test("in a page that is no AWS answer has no code, and the page is not repeated")
    func htmlPage() {
        let fault = ServiceFault(operation: "Op", response: .json("<html>secret</html>", status: 500))
        #expect(fault.code == "" && CloudError(.service(fault)) == .unavailable("Op: status 500"))
    }

    @Test("about a signature never repeats the session token that AWS quotes")
    func signatureFaultsAreCut() {
        let said = """
            The request signature we calculated does not match the signature you provided. The Canonical String for \
            this request should have been 'GET\\n/things\\nx-amz-security-token:hush'
            """
        let body = #"{"message":"\#(said)"}"#
        let fault = ServiceFault(operation: "Op", response: .json(body, status: 403, type: "InvalidSignatureException"))
        #expect(fault.message == "The request signature we calculated does not match the signature you provided")
    }

    @Test("that is a cancelled task is told as that, and as no fault of the cloud")
    func cancellation() async {
        let stub = StubTransport { _ throws(TransportFault) in throw .cancelled }
        await #expect(throws: CancellationError.self) {
            try await AWSAccount(client: stub.client()).send(GetRegistrationCode())
        }
    }

    @Test("an answer that cannot be read is not taken for success")
    func unreadableAnswer() async {
        let stub = StubTransport { _ in .json("<html>") }
        #expect(await cloudError(stub, GetRegistrationCode())?.kind == .unavailable)
    }

    @Test("without credentials nothing is sent")
    func noCredentials() async {
        let stub = StubTransport { _ in .json("{}") }
        let client = AWSClient(
            region: "eu-west-1", credentials: CredentialsChain([]), transport: stub.transport, pacing: .unlimited,
            now: { .distantPast })
        await #expect(throws: CloudError.unauthorized("no source has AWS credentials")) {
            try await AWSAccount(client: client).send(GetRegistrationCode())
        }
        #expect(stub.requests.isEmpty)
    }

    private func cloudError(_ stub: StubTransport, _ operation: some AWSOperation) async -> CloudError? {
        do {
            _ = try await AWSAccount(client: stub.client()).send(operation)
            return nil
        } catch {
            return error as? CloudError
        }
    }
}

extension CloudError {
    fileprivate var kind: FaultMatrixTests.Kind {
        switch self {
        case .throttled: .throttled
        case .unavailable: .unavailable
        case .unauthorized: .unauthorized
        case .rejected: .rejected
        }
    }
}
