import ESTClient
import Foundation
import TestSupport
import Testing

/// The server is Python's, which knows nothing of ours.
@Suite("The EST client")
struct ESTClientTests {
    private static let request = Array("request".utf8)

    @Test("says when to ask again, for 202 and for 429, and gives the server's sentence")
    func later() async throws {
        try await Self.withServer { client, _ in
            let answer = try await client.simpleEnroll(label: "later", request: Self.request, as: .nobody)
            #expect(answer == .pending(retryAfterSeconds: 17))
            #expect(throws: ESTClientError.self) { try answer.certificate() }
            let key = try await client.serverKeyGenerate(label: "later", request: Self.request, as: .nobody)
            #expect(key == .pending(retryAfterSeconds: 17))
            await #expect(
                throws: ESTClientError(status: 429, sentence: "too many requests", retryAfterSeconds: 3)
            ) { try await client.simpleReenroll(label: "often", request: Self.request, as: .nobody) }
        }
    }

    @Test("asks for the operation that was meant, several times over one session")
    func operations() async throws {
        try await Self.withServer { client, _ in
            try await client.session(as: .nobody) { session in
                await #expect(throws: ESTClientError(status: 403, sentence: "said by simpleenroll")) {
                    try await session.simpleEnroll(label: "x", request: Self.request)
                }
                await #expect(throws: ESTClientError(status: 403, sentence: "said by simplereenroll")) {
                    try await session.simpleReenroll(label: "x", request: Self.request)
                }
                let (nothing, some) = (
                    try await session.csrAttributes(label: "nothing"), try await session.csrAttributes(label: "some")
                )
                #expect(nothing == nil && some == [0x30, 0x00])
            }
        }
    }

    @Test("shows a password by HTTP Basic, and never in a description")
    func password() async throws {
        try await Self.withServer { client, _ in
            let right = ESTClient.Credentials.basic(user: "us", password: "er:pa")
            await #expect(throws: ESTClientError(status: 403, sentence: "said by simpleenroll")) {
                try await client.simpleEnroll(label: "password", request: Self.request, as: right)
            }
            await #expect(throws: ESTClientError(status: 401, sentence: "wrong password")) {
                try await client.simpleEnroll(label: "password", request: Self.request, as: .nobody)
            }
            #expect(!"\(right)".contains("er:pa") && !"\(right)".contains(Data("us:er:pa".utf8).base64EncodedString()))
        }
    }

    @Test("reads a key and a certificate from a multipart that Python made", arguments: ["plain", "sealed", "swapped"])
    func serverKey(label: String) async throws {
        try await Self.withServer { client, certificate in
            let answer = try await client.serverKeyGenerate(label: label, request: Self.request, as: .nobody)
            let key = Array("a key".utf8)
            #expect(
                answer == .issued(label == "plain" ? .plain(key) : .encrypted(key), certificate: certificate))
        }
    }

    @Test("refuses a multipart with other boundaries than it says")
    func brokenMultipart() async throws {
        try await Self.withServer { client, _ in
            await #expect(throws: ESTClientError.self) {
                try await client.serverKeyGenerate(label: "broken", request: Self.request, as: .nobody)
            }
        }
    }

    @Test("does not speak with a server that the trusted CAs do not vouch for")
    func stranger() async throws {
        try await Self.withServer { _, _ in
        } stranger: { client in
            await #expect(throws: (any Error).self) { try await client.csrAttributes(label: "nothing") }
        }
    }

    private static func withServer(
        _ body: @Sendable (ESTClient, [UInt8]) async throws -> Void,
        stranger: @Sendable (ESTClient) async throws -> Void = { _ in }
    ) async throws {
        try await withTemporaryDirectory { directory in
            let (own, other) = (try await certificate("own", directory), try await certificate("other", directory))
            let der = try await Command.check("openssl", ["x509", "-in", own, "-outform", "DER"]).stdout
            try await Command.check(
                "openssl", ["crl2pkcs7", "-nocrl", "-certfile", own, "-outform", "DER", "-out", "\(own).p7"])
            let script = try RepositoryRoot.url().appending(path: "Tests/ESTClientTests/Support/est_server.py").path
            let port = try freePort()
            try await withServerProcess(
                "python3", [script, "\(port)", own, "\(own).key"], readiness: .port(port),
                logFile: directory.path("log")
            ) { _ in
                let url = "https://127.0.0.1:\(port)"
                try await body(
                    try ESTClient(server: url, trustPEM: try String(contentsOfFile: own, encoding: .utf8)), der)
                try await stranger(
                    try ESTClient(server: url, trustPEM: try String(contentsOfFile: other, encoding: .utf8)))
            }
        }
    }

    private static func certificate(_ name: String, _ directory: TemporaryDirectory) async throws -> String {
        let file = directory.path("\(name).pem")
        try await Command.check(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
                "/CN=\(name)",
                "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "\(file).key", "-out", file,
            ])
        return file
    }
}
