import ESTServer
import Foundation
import Testing

@Suite("TLS")
struct TLSTests {
    @Test("both versions work, and header names on the wire have their canonical case", arguments: ["1_2", "1_3"])
    func versions(version: String) async throws {
        try await withWorld { world in
            let answer = try await world.raw(request("GET", "cacerts", "User-Agent: x"), ["-tls\(version)"])
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            for name in ["Content-Type", "Content-Transfer-Encoding", "Content-Length", "Connection"] {
                #expect(answer.contains("\r\n\(name): "), "\(name)")
            }
        }
    }

    @Test("TLS 1.1 is refused")
    func oldVersion() async throws {
        try await withWorld { world in
            let arguments = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
            let answer = try await world.raw(request("GET", "cacerts"), arguments)
            #expect(answer.isEmpty)
        }
    }

    @Test("every kind of client key reaches the authority with its whole chain", arguments: ClientKey.allCases)
    func clientKeys(kind: ClientKey) async throws {
        try await withWorld { world in
            let client = try world.makeClient(kind, withIssuer: true)
            let body = base64(try await world.makeRequest())
            for version in ["1.2", "1.3"] {
                let answer = try await world.enroll(body, client: client, ["--tlsv\(version)", "--tls-max", version])
                #expect(answer.status == 200, "TLS \(version): \(answer.text)")
            }
            let leaf = try await openssl("x509", "-in", client.certificate, "-outform", "DER").output
            let expected = ClientIdentity(chain: [leaf, try world.ca.certificate.der()], remoteAddress: "127.0.0.1")
            #expect(world.authority.visits.map(\.client) == [expected, expected])
        }
    }

    @Test("a certificate of an issuer that nobody knows reaches the authority too")
    func unknownIssuer() async throws {
        try await withWorld { world in
            let made = try await openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=me",
                "-keyout", world.path("own.key"), "-out", world.path("own.pem")
            )
            #expect(made.isSuccess)
            let body = base64(try await world.makeRequest())
            _ = try await world.enroll(body, client: (world.path("own.pem"), world.path("own.key")))
            let leaf = try await openssl("x509", "-in", world.path("own.pem"), "-outform", "DER").output
            #expect(world.authority.visits.map(\.client.chain) == [[leaf]])
        }
    }

    @Test("without a certificate the authority sees an empty chain and its 401 carries a challenge")
    func noCertificate() async throws {
        try await withWorld { world in
            let answer = try await world.enroll(base64(try await world.makeRequest()), client: nil)
            #expect(answer.status == 401)
            #expect(answer.text == "Enrolment needs a TLS client certificate; this connection has none.\n")
            #expect(answer.head.contains("\r\nWWW-Authenticate: ClientCertificate realm=\"EST\"\r\n"))
            #expect(answer.head.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
            #expect(world.authority.visits.map(\.client.chain) == [[]])
        }
    }

    @Test("no session resumes, so every connection shows its certificate", arguments: ["1_2", "1_3"])
    func resumption(version: String) async throws {
        try await withWorld { world in
            let client = try world.makeClient()
            let identity = ["-tls\(version)", "-cert", client.certificate, "-key", client.key]
            let pem = base64(try await world.makeRequest(), columns: .max, lineEnd: "")
            let length = "Content-Length: \(pem.count)\r\nContent-Type: application/pkcs10"
            let post = request("POST", "simpleenroll", length) + String(decoding: pem, as: UTF8.self)
            let first = try await world.raw(post, identity + ["-sess_out", world.path("session")])
            #expect(first.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(FileManager.default.fileExists(atPath: world.path("session")))
            let second = try await world.raw(post, identity + ["-sess_in", world.path("session")])
            #expect(second.hasPrefix("HTTP/1.1 200 OK\r\n"))
            let leaf = try await openssl("x509", "-in", client.certificate, "-outform", "DER").output
            #expect(world.authority.visits.map(\.client.chain.first) == [leaf, leaf])
        }
    }

    @Test("a renewed identity serves the next connection")
    func renewedIdentity() async throws {
        let authority = MemoryAuthority(try TestCA())
        let configuration = ESTServerConfiguration(identity: try authority.ca.tlsIdentity())
        try await withServer(configuration, authority) { port, server in
            let before = try await fingerprint(port)
            #expect(try await fingerprint(port) == before)
            server.replaceIdentity(try authority.ca.tlsIdentity())
            #expect(try await fingerprint(port) != before)
        }
    }

    @Test("a key that does not belong to the certificate is refused before anything listens")
    func wrongKey() throws {
        let ca = try TestCA()
        let (one, other) = (try ca.serverIdentity(), try ca.serverIdentity())
        let key = try other.key.pem()
        #expect(throws: ESTServerError.self) {
            try TLSIdentity(certificateChain: [one.certificate.der()], privateKeyPEM: key)
        }
        #expect(throws: ESTServerError.self) { try TLSIdentity(certificateChain: [], privateKeyPEM: key) }
        #expect(throws: ESTServerError.self) { try TLSIdentity(certificateChainPEM: key, privateKeyPEM: [1, 2]) }
    }

    private func fingerprint(_ port: Int) async throws -> String {
        let seen = try await openssl("s_client", "-connect", "127.0.0.1:\(port)")
        return try await openssl("x509", "-noout", "-fingerprint", input: seen.output).text
    }
}

/// A raw request for one operation, after which the server is to close.
func request(_ method: String, _ operation: String, _ fields: String = "X-Nothing: 0") -> String {
    let line = "\(method) /.well-known/est/plant/\(operation) HTTP/1.1\r\n"
    return line + "Host: localhost\r\nConnection: close\r\n\(fields)\r\n\r\n"
}
