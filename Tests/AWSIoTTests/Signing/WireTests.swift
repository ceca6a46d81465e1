import Foundation
import TestSupport
import Testing

@testable import AWSIoT

@Suite("On the wire")
struct WireTests {
    @Test("what the HTTP client sends is what was signed, in the eyes of botocore")
    func isAcceptedByAVerifier() async throws {
        try await withVerifier { endpoint, transport in
            let client = client(endpoint, transport, secret: VerifyingServer.secret)
            try await client.send(
                Publish(topic: "dt/lms/well-known/plant é/cacerts", payload: [0, 255, 10], retain: true))
            try await client.send(Publish(topic: "empty", payload: [], retain: true))
            try await client.send(AttachThingPrincipal(thingName: "a:b_c-1", principal: "arn:aws:iot:eu:1:cert/ab"))
            try await client.send(DetachThingPrincipal(thingName: "a:b_c-1", principal: "arn:aws:iot:eu:1:cert/ab"))
            try await client.send(UpdateThing(thingName: "x", attributes: ["alias": "é/\"\\"]))
            try await client.send(UpdateCertificate(certificateID: "ab", newStatus: .revoked))
            _ = try await client.send(
                ListTagsForResource(resourceARN: "arn:aws:iot:eu-west-1:1:cacert/a b", nextToken: "x+y/z=="))
        }
    }

    @Test("a request that was signed with another secret is refused, so the verifier is one")
    func wrongSecretIsRefused() async throws {
        try await withVerifier { endpoint, transport in
            let client = client(endpoint, transport, secret: "another")
            await #expect {
                try await client.send(UpdateThing(thingName: "x", attributes: [:]))
            } throws: { error in
                (error as? AWSFailure)?.code == "SignatureDoesNotMatch"
            }
        }
    }

    @Test("a port where nobody listens, and a server that never answers, are told apart")
    func transportFaults() async throws {
        try await withTransport { transport in try await transportFaults(transport) }
    }

    private func transportFaults(_ transport: HTTPTransport) async throws {
        let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(try freePort())/", headers: [], body: [])
        do {
            _ = try await transport.send(request, .seconds(20))
            Issue.record("somebody answered")
        } catch {
            guard case .unreachable = error else {
                Issue.record("\(error)")
                return
            }
        }
        try await withSilentServer { port in
            let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(port)/", headers: [], body: [])
            await #expect(throws: TransportFault.timeout) { try await transport.send(request, .milliseconds(300)) }
        }
        // Head and half a body: the time limit is for all of it.
        try await withPythonServer(Self.halfAnAnswer) { port in
            let request = HTTPRequest(method: "GET", url: "http://127.0.0.1:\(port)/", headers: [], body: [])
            await #expect(throws: TransportFault.timeout) { try await transport.send(request, .milliseconds(700)) }
        }
    }

    private static let halfAnAnswer = """
        import socket, sys
        server = socket.create_server(('127.0.0.1', int(sys.argv[1])))
        kept = []
        while True:
            kept.append(server.accept()[0])
            kept[-1].send(b'HTTP/1.1 200 OK\\r\\nContent-Length: 10\\r\\n\\r\\nhalf')
        """

    private func client(_ endpoint: String, _ transport: HTTPTransport, secret: String) -> AWSClient {
        AWSClient(
            region: "eu-west-1", endpointOverride: AWSEndpoint(endpoint),
            credentials: StaticCredentials(
                AWSCredentials(accessKeyID: "AKID", secretAccessKey: secret, sessionToken: "session/+=")),
            transport: transport, pacing: .unlimited, now: { Date(timeIntervalSince1970: 1_769_904_000) })
    }

    private func withVerifier(_ body: (String, HTTPTransport) async throws -> Void) async throws {
        try await withPythonServer(VerifyingServer.script) { port in
            try await withTransport { try await body("http://127.0.0.1:\(port)", $0) }
        }
    }

    private func withSilentServer(_ body: (Int) async throws -> Void) async throws {
        let script =
            "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); [s.accept() for _ in iter(int, 1)]"
        try await withPythonServer(script, body: body)
    }

    private func withPythonServer(_ script: String, body: (Int) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let port = try freePort()
            try await withServerProcess(
                try PythonEnvironment.judges.python(), ["-c", script, "\(port)"], readiness: .port(port),
                logFile: directory.path("server.log")
            ) { _ in try await body(port) }
        }
    }
}

/// Signs what arrives once more with botocore, and compares.
private enum VerifyingServer {
    static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    static let script = """
        import datetime, http.server, json, re, sys
        import botocore.auth, botocore.awsrequest, botocore.credentials
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'
            def judge(self):
                if self.command in ('POST', 'PUT', 'PATCH') and 'content-length' not in self.headers:
                    return self.answer(411, {'message': 'no length'})
                body = self.rfile.read(int(self.headers.get('content-length', 0)))
                given = self.headers['authorization']
                names = re.search('SignedHeaders=([^,]+)', given)[1].split(';')
                service = given.split('/')[3]
                now = datetime.datetime.strptime(self.headers['x-amz-date'], '%Y%m%dT%H%M%SZ')
                botocore.auth.get_current_datetime = lambda: now
                request = botocore.awsrequest.AWSRequest(
                    method=self.command, url='http://' + self.headers['host'] + self.path, data=body)
                for name in names:
                    if name not in ('host', 'x-amz-date', 'x-amz-security-token'):
                        request.headers[name] = self.headers[name]
                keys = botocore.credentials.Credentials('AKID', '\(secret)', self.headers['x-amz-security-token'])
                botocore.auth.SigV4Auth(keys, service, 'eu-west-1').add_auth(request)
                if request.headers['Authorization'] == given:
                    return self.answer(200, {'tags': []})
                self.answer(403, {'__type': 'SignatureDoesNotMatch', 'message': self.command + ' ' + self.path})
            do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = judge
            def answer(self, status, body):
                data = json.dumps(body).encode()
                self.send_response(status)
                self.send_header('content-length', str(len(data)))
                self.end_headers()
                self.wfile.write(data)
        http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
        """
}
