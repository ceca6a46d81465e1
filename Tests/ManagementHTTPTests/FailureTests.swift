import Events
import Logging
import ManagementAPI
import ManagementClient
import ManagementHTTP
import Storage
import StorageSQLite
import Synchronization
import Testing
import TestPKI
import TestSupport

@Suite struct FailureTests {
    @Test("an error of ours says nothing but an id, and the log has the whole error under it")
    func internalError() async throws {
        let log = LogBook()
        try await withFront(logger: Logger(label: "test") { _ in log }) { front in
            try await front.pki.database.write { _ = try $0.execute("DROP TABLE dms") }
            let reply = try await front.get("/v1/dms")
            #expect(reply.status == 500)
            let problem = try reply.problem()
            #expect(problem.code == "internal-error" && !reply.text.contains("dms"))
            let id = try #require(problem.detail.split(separator: " ").last).dropLast()
            let lines = log.lines.filter { $0.contains(id) }
            #expect(lines.count == 1 && lines[0].contains("no such table: dms"))
        }
    }

    @Test("the token is in no log line, whatever the level, and in no description")
    func secrets() async throws {
        let log = LogBook()
        try await withFront(logger: Logger(label: "test") { _ in log }) { front in
            _ = try await front.get("/v1/cas")
            _ = try await front.send("GET", "/v1/cas", headers: [("Authorization", "Bearer wrong-token")])
        }
        #expect(log.lines.contains { $0.contains("listCAs") })
        #expect(!log.lines.contains { $0.contains(Front.token) || $0.contains("wrong-token") })
        let token = AccessToken(actor: "admin", secret: "hidden-secret")
        var dumped = ""
        dump(token, to: &dumped)
        #expect(!"\(token) \(String(reflecting: token)) \(dumped)".contains("hidden-secret"))
        #expect(!dumped.contains("104"), "the bytes of the secret show")
    }

    @Test("a database that is closed is unavailable for a while, and no error of ours")
    func closed() async throws {
        try await withFront { front in
            await front.pki.database.close()
            let reply = try await front.send("POST", "/v1/cas", body: BadRequest.ca { _ in })
            #expect(reply.status == 503 && reply.headers["Retry-After"] == ["1"])
            #expect(try reply.problem().code == "shutting-down")
        }
    }

    @Test("live streams over the limit are refused, and a stream that ended makes room")
    func streams() async throws {
        var limits = ManagementConfiguration.Limits()
        limits.streamsMax = 1
        limits.heartbeat = .milliseconds(10)
        try await withFront(limits: limits) { front in
            _ = try await front.pki.createCA("a")
            _ = try await front.stream("/v1/events", until: { $0.contains("ca/a") })
            let isOver: (String) async throws -> Bool = { _ in
                try await front.get("/metrics").text.contains("shedu_http_event_streams 0")
            }
            // The front sees at its next write that the client went away.
            while try await !isOver("") { await Task.yield() }
            try await front.withClient { client in
                try await client.follow(.init()) { _, _ in
                    let reply = try await front.stream("/v1/events", until: { _ in true })
                    #expect(reply.status == 503)
                    return false
                }
            }
        }
    }

    @Test("over TLS a client that trusts the certificate is served, and one that does not goes away")
    func tls() async throws {
        try await withTemporaryDirectory { folder in
            try await Command.check(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout",
                    folder.path("key.pem"), "-out", folder.path("cert.pem"),
                ])
            let certificate = String(decoding: try folder.read("cert.pem"), as: UTF8.self)
            let key = String(decoding: try folder.read("key.pem"), as: UTF8.self)
            try await withFront(tls: .init(certificateChainPEM: certificate, privateKeyPEM: key)) { front in
                try await front.pki.createCA("a")
                try await front.withClient(trusting: certificate) { client in
                    let ca = try await client.ca("a")
                    #expect(ca.id == "a")
                }
                try await front.withClient { client in
                    await #expect(throws: ManagementClientError.self) { try await client.ca("a") }
                }
            }
        }
    }

    @Test("problems reach a client as errors with their code; a server that is not there is said to be so")
    func clientErrors() async throws {
        try await withFront { front in
            try await front.withClient { client in
                let error = await #expect(throws: ManagementClientError.self) { try await client.ca("none") }
                guard case .problem(let problem)? = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(problem.code == "ca-not-found" && problem.status == 404)
            }
        }
        let nobody = try ManagementClient(server: "http://127.0.0.1:1", token: "x")
        let error = await #expect(throws: ManagementClientError.self) { try await nobody.ca("a") }
        if case .unreachable? = error {} else { Issue.record("\(String(describing: error))") }
        try await nobody.shutdown()
        #expect(throws: ManagementClientError.self) { try ManagementClient(server: "ftp://x", token: "x") }
        #expect(throws: ManagementClientError.self) { try ManagementClient(server: "http://x", token: "a\nb") }
    }
}

/// Keeps all lines of a logger, of every level.
private final class LogBook: LogHandler {
    private let book = Mutex<[String]>([])
    var lines: [String] { book.withLock { $0 } }

    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        book.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
    }
}
