import CertificateAuthority
import Events
import Listing
import ManagementAPI
import Storage
import StorageSQLite
import Testing
import TestPKI

@Suite struct IdempotencyTests {
    static let body = BadRequest.ca { _ in }

    @Test("a POST that is sent again under its key gets the same answer and is carried out once")
    func again() async throws {
        try await withFront { front in
            let first = try await front.post("/v1/cas", Self.body, key: "order-1")
            #expect(first.status == 201 && first.headers["Idempotency-Replayed"] == [])
            for key in ["order-1", "\"order-1\""] {
                let second = try await front.post("/v1/cas", Self.body, key: key)
                #expect(second.status == 201 && second.body == first.body)
                for name in ["Location", "Content-Type", "ETag"] {
                    #expect(!first.headers[name].isEmpty && second.headers[name] == first.headers[name], "\(name)")
                }
                #expect(second.headers["Idempotency-Replayed"] == ["true"])
            }
            #expect(try await front.pki.cas.list(.init()).list.count == 1)
            #expect(try await front.pki.head() == 1)
            // Another key, and no key, are other requests.
            let other = try await front.post("/v1/cas", Self.body, key: "order-2")
            #expect(other.headers["Location"] != first.headers["Location"])
            #expect(try await front.send("POST", "/v1/cas", body: Self.body).status == 201)
            #expect(try await front.pki.head() == 3)
        }
    }

    @Test("a certificate is signed once under its key, and without a key nothing is written beside it")
    func sign() async throws {
        try await withFront { front in
            try await front.pki.createCA("a")
            let body = #"{"csr":"\#(try TestRequest("pump-7").encoded.base64)"}"#
            let first = try await front.post("/v1/cas/a/certificates/sign", body, key: "k")
            let second = try await front.post("/v1/cas/a/certificates/sign", body, key: "k")
            #expect(first.status == 201 && second.body == first.body && first.headers["ETag"] == [])
            #expect(second.headers["ETag"] == [] && second.headers["Location"] == first.headers["Location"])
            #expect(try await front.keyCount() == 1)
            #expect(try await front.send("POST", "/v1/cas/a/certificates/sign", body: body).status == 201)
            #expect(try await front.keyCount() == 1)
            #expect(try await front.pki.eventTypes(after: 1).count == 2)
        }
    }

    @Test("a refusal is kept, too: what was refused is not carried out later under the same key")
    func refusals() async throws {
        try await withFront { front in
            let body = BadRequest.ca { $0["parent_id"] = "\"root\"" }
            let first = try await front.post("/v1/cas", body, key: "k")
            #expect(first.status == 400)
            try await front.pki.createCA("root")
            let second = try await front.post("/v1/cas", body, key: "k")
            #expect(second.status == 400 && second.body == first.body)
            #expect(second.headers["Content-Type"] == ["application/problem+json"])
            #expect(try await front.post("/v1/cas", body, key: "new").status == 201)
        }
    }

    @Test("a key stands for one body and query; another path or another caller has keys of its own")
    func scope() async throws {
        try await withFront { front in
            #expect(try await front.post("/v1/cas", Self.body, key: "k").status == 201)
            for (path, body) in [("/v1/cas", Self.body + " "), ("/v1/cas?x=1", Self.body)] {
                let reused = try await front.post(path, body, key: "k")
                #expect(reused.status == 409)
                #expect(try reused.problem().code == "idempotency-key-reused")
            }
            let dms = #"{"name":"line-1","identity_profile":{"enrollment_settings":{"authorized_ca":"a"}}}"#
            let elsewhere = try await front.post("/v1/dms", dms, key: "k")
            #expect(elsewhere.headers["Idempotency-Replayed"] == [] && elsewhere.status != 409, "\(elsewhere.text)")
            let other = [
                ("Authorization", "Bearer \(Front.otherToken)"), ("Content-Type", "application/json"),
                ("Idempotency-Key", "k"),
            ]
            let theirs = try await front.send("POST", "/v1/cas", body: Self.body, headers: other)
            #expect(theirs.status == 201 && theirs.headers["Idempotency-Replayed"] == [])
            #expect(try await front.pki.cas.list(.init()).list.count == 2)
        }
    }

    @Test("one path in two spellings is one path")
    func spelling() async throws {
        try await withFront { front in
            let body = #"{"from":1}"#
            let first = try await front.post("/v1/subscriptions/a-b/replay", body, key: "k")
            let second = try await front.post("/v1/subscriptions/a%2Db/replay", body, key: "k")
            #expect(first.status == 404 && second.headers["Idempotency-Replayed"] == ["true"])
        }
    }

    @Test("what is no key is refused, and nothing is done")
    func malformed() async throws {
        try await withFront { front in
            let long = String(repeating: "k", count: 255)
            for key in ["", "\"\"", long + "k", "\"\(long)k\"", "k\u{E9}", "\"k", "\"k\";a=1", "\"k\\x\"", "k\tk"] {
                let reply = try await front.post("/v1/cas", Self.body, key: key)
                #expect(reply.status == 400, "\(key)")
                #expect(try reply.problem().code == "invalid-idempotency-key", "\(key)")
            }
            let two = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]
            #expect(try await front.send("POST", "/v1/cas", body: Self.body, more: two).status == 400)
            #expect(try await front.pki.head() == 0)
            #expect(try await front.keyCount() == 0)
            #expect(try await front.post("/v1/cas", Self.body, key: long).status == 201)
        }
    }

    @Test("of many at once one is carried out; the others get its answer, or are told to come back")
    func atOnce() async throws {
        try await withFront { front in
            let replies = try await withThrowingTaskGroup(of: Front.Reply.self) { tasks in
                for _ in 0..<24 { tasks.addTask { try await front.post("/v1/cas", Self.body, key: "k") } }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
            let made = replies.filter { $0.status == 201 }
            #expect(Set(made.map(\.body)).count == 1)
            #expect(made.filter { $0.headers["Idempotency-Replayed"].isEmpty }.count == 1)
            for reply in replies where reply.status != 201 {
                #expect(reply.status == 409 && reply.headers["Retry-After"] == ["1"])
                #expect(try reply.problem().code == "idempotency-in-progress")
            }
            #expect(try await front.pki.head() == 1)
        }
    }

    @Test("a kept answer is given for 24 hours, and then the key is new again")
    func expiry() async throws {
        try await withFront { front in
            let first = try await front.post("/v1/cas", Self.body, key: "k")
            front.pki.clock.advance(by: WireDuration(milliseconds: 24 * 3_600_000 - 1))
            #expect(try await front.post("/v1/cas", Self.body, key: "k").body == first.body)
            front.pki.clock.advance(by: WireDuration(milliseconds: 1))
            let later = try await front.post("/v1/cas", BadRequest.ca { $0["id"] = "\"other\"" }, key: "k")
            #expect(later.status == 201 && later.headers["Location"] == ["/v1/cas/other"])
            #expect(try await front.post("/v1/cas", Self.body, key: "k").status == 409)
            #expect(try await front.keyCount() == 1)
        }
    }

    @Test("keys whose time is over are forgotten, a few with each new one")
    func forgetting() async throws {
        try await withFront { front in
            for number in 0..<40 { _ = try await front.post("/v1/subscriptions/x/replay", "{}", key: "old-\(number)") }
            #expect(try await front.keyCount() == 40)
            front.pki.clock.advance(by: .hours(24))
            for (number, left) in [(1, 25), (2, 10), (3, 3), (4, 4)] {
                _ = try await front.post("/v1/subscriptions/x/replay", "{}", key: "new-\(number)")
                #expect(try await front.keyCount() == left)
            }
        }
    }

    @Test("a request whose answer is not kept is carried out once all the same")
    func unkept() async throws {
        try await withFront { front in
            _ = try await front.send("POST", "/v1/connectors", body: #"{"id":"aws-1","region":"eu-west-1"}"#)
            #expect(try await front.post("/v1/connectors/aws-1/apply", nil, key: "k").status == 200)
            let again = try await front.post("/v1/connectors/aws-1/apply", nil, key: "k")
            #expect(again.status == 409)
            #expect(try again.problem().code == "idempotency-answer-not-kept")
            #expect(again.headers["Retry-After"] == [])
        }
    }

    @Test("methods that are idempotent by themselves pass the header over")
    func otherMethods() async throws {
        try await withFront { front in
            let key = [("Idempotency-Key", "")]
            let list = try await front.send("GET", "/v1/cas", more: key)
            #expect(list.status == 200)
            #expect(try await front.send("DELETE", "/v1/connectors/none", more: key).status == 404)
            #expect(try await front.keyCount() == 0)
        }
    }
}

extension Front {
    func post(_ path: String, _ body: String?, key: String) async throws -> Reply {
        try await send("POST", path, body: body, more: [("Idempotency-Key", key)])
    }

    /// Keys that are written down.
    func keyCount() async throws -> Int64 {
        try await pki.database.read { try $0.first("SELECT COUNT(*) FROM idempotency_record")?.integer(0) ?? -1 }
    }
}
