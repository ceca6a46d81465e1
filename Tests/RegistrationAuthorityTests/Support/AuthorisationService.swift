import AsyncHTTPClient
import Events
import Foundation
import ManagementAPI
import OutboundHTTP
import PKIX
import RegistrationAuthority
import TestPKI
import TestSupport

/// An HTTPS service in Python that decides who enrols, and a DMS that asks it.
struct AuthorisationService: Sendable {
    let pki: TestPKI
    let folder: TemporaryDirectory
    let ca: OpenSSLCA
    let port: Int
    let enrollment: EnrollmentService

    static func run(_ body: @Sendable (AuthorisationService) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let ca = try await OpenSSLCA.make("web-ca", in: folder)
            try await ca.issue("service", ["subjectAltName=DNS:localhost,IP:127.0.0.1", "extendedKeyUsage=serverAuth"])
            try await withPKI { pki in
                pki.clock.advance(by: .seconds(Int64(Date().timeIntervalSince1970) - pki.clock.now.seconds))
                try await pki.createCA("root")
                try await pki.createCA("issuing", under: "root", years: 5)
                let key = WebhookKey(database: pki.database, keyStore: pki.keyStore)
                try await withWebExchange { web in
                    let service = AuthorisationService(
                        pki: pki, folder: folder, ca: ca, port: try freePort(),
                        enrollment: pki.enrollment(over: web, webhookKey: key))
                    try await service.serve(verifyingWith: try await key.show().publicKey) { try await body(service) }
                }
            }
        }
    }

    private func serve(verifyingWith key: String, _ body: () async throws -> Void) async throws {
        let program = try RepositoryRoot.url().appending(path: "Tests/RegistrationAuthorityTests/Judges/webhook.py")
        try await withServerProcess(
            try PythonEnvironment.judges.python(),
            [program.path, "\(port)", folder.path("service.pem"), folder.path("service.key"), key, folder.path("log")],
            readiness: .port(port), logFile: folder.path("webhook.log")
        ) { _ in try await body() }
    }

    /// A DMS that asks at this path.
    func createDMS(_ path: String, timeout: WireDuration = .seconds(10), trusting ca: OpenSSLCA?) async throws {
        let trusted = try ca.map {
            [EncodedPEM(pem: String(decoding: try folder.read("\($0.name).pem"), as: UTF8.self))]
        }
        try await pki.createDMSOnly { settings in
            settings.authenticationMode = .externalWebhook
            settings.externalWebhook = ExternalWebhook(
                url: "https://localhost:\(port)\(path)", timeout: timeout, trustedCAs: trusted ?? [])
        }
    }

    func enroll(
        _ request: TestRequest, presented: [[UInt8]] = [], credentials: BasicCredentials? = nil
    ) async throws -> EnrollmentOutcome {
        try await enrollment.enroll(
            EnrollmentAttempt(
                label: "line-1", request: request.der,
                client: ClientEvidence(presented: presented, remoteAddress: "192.0.2.7", credentials: credentials)))
    }

    func refusal(_ request: TestRequest) async throws -> Refusal? {
        do {
            _ = try await enroll(request)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }

    var wasAsked: Bool { FileManager.default.fileExists(atPath: folder.path("log")) }

    /// What the service wrote down, a line for each request.
    var log: String { get throws { String(decoding: try folder.read("log"), as: UTF8.self) } }
}

/// Lends the real way out.
func withWebExchange(_ body: (WebExchange) async throws -> Void) async throws {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: WebExchange.clientConfiguration)
    do {
        try await body(.asyncHTTPClient(client))
    } catch {
        try? await client.shutdown()
        throw error
    }
    try await client.shutdown()
}
