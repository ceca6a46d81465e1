public import NIOCore
import Foundation

/// OCSP requests about certificates that the server has issued, as bytes, half of them GET and half POST; each was
/// answered rightly once before the clock starts.
public enum StatusRequests {
    public static let path = "/ocsp"

    /// RFC 6960, appendix A.1: every second one in the path, the others in the body.
    public static func bytes(_ questions: [StatusQuestion], at address: ServerAddress) -> [ByteBuffer] {
        questions.enumerated().map { number, question in
            number % 2 == 0 ? get(question, address) : post(question, address)
        }
    }

    private static func get(_ question: StatusQuestion, _ address: ServerAddress) -> ByteBuffer {
        let text = Data(question.der).base64EncodedString()
        let escaped = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
        return RequestBytes.make("GET", "\(path)/\(escaped)", host: address.authority)
    }

    private static func post(_ question: StatusQuestion, _ address: ServerAddress) -> ByteBuffer {
        RequestBytes.make(
            "POST", path, host: address.authority, fields: [("Content-Type", "application/ocsp-request")],
            body: question.der)
    }

    /// Issues certificates by the bootstrap CA, whose books no scenario touches, and asks for each once.
    /// - Throws: `LoadError.refused` or `.dishonest` where an answer is not `good`.
    static func prepare(_ count: Int, on server: RunningServer, _ session: ManagementSession) async throws
        -> [ByteBuffer]
    {
        guard let address = server.validation else { throw LoadError.server("the server has no validation listener") }
        let issuer: PlantBodies.Certificate = try await session.get("/v1/cas/\(Plant.bootstrapCA)")
        let issuerPEM = try issuer.pem()
        let questions = try await certificates(count, server, session).map {
            try StatusQuestion(about: $0.pem(), issuedBy: issuerPEM)
        }
        let requests = bytes(questions, at: address)
        try await check(requests, questions, at: address)
        return requests
    }

    /// - Throws: `LoadError.dishonest` where one of the answers is not `good` for the certificate that was meant.
    public static func check(
        _ requests: [ByteBuffer], _ questions: [StatusQuestion], at address: ServerAddress
    ) async throws {
        let plan = LoadPlan(
            to: address, tls: [], connections: .keptAlive, lanes: 8, requests: requests, keepsBodies: true,
            accepts: StatusAnswer.isSuccessful)
        let result = try await LoadRun.run(plan, for: .seconds(600))
        if let failure = result.failures.first { throw failure }
        guard result.count == requests.count else { throw LoadError.timedOut }
        for answer in result.answers where !StatusAnswer.isGood(answer.bytes, serial: questions[answer.request].serial)
        {
            throw LoadError.dishonest(
                "the OCSP answer to request \(answer.request) is not \"good\" for its certificate")
        }
    }

    private static func certificates(
        _ count: Int, _ server: RunningServer, _ session: ManagementSession
    ) async throws -> [PlantBodies.Certificate] {
        let path = "/v1/cas/\(Plant.bootstrapCA)/certificates/sign"
        let devices = try await DeviceRequest.make(count) { "asked-\($0)" }
        let plan = LoadPlan(
            to: server.management, tls: session.contexts, connections: .keptAlive, lanes: 8,
            requests: devices.map { session.request("POST", path, body: $0.signBody) }, keepsBodies: true)
        let result = try await LoadRun.run(plan, for: .seconds(600))
        if let failure = result.failures.first { throw failure }
        return try result.answers.map { try WireForm.decode($0.bytes) }
    }
}

extension PlantBodies.Certificate {
    fileprivate func pem() throws -> String {
        guard let pem = Data(base64Encoded: certificate) else { throw LoadError.server("a certificate is no base64") }
        return String(decoding: pem, as: UTF8.self)
    }
}
