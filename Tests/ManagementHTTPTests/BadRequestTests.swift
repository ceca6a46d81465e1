import CertificateAuthority
import JSONSchema
import Listing
import ManagementAPI
import Testing
import TestPKI

/// A request that is refused, and how.
struct BadRequest: Sendable, CustomStringConvertible {
    let name: String
    var method = "POST"
    var path = "/v1/cas"
    var body: String?
    var headers: [(String, String)]?
    let status: Int
    let code: String
    var pointers: [String] = []

    var description: String { name }

    private static let auth = ("Authorization", "Bearer \(Front.token)")

    static func ca(_ change: (inout [String: String]) -> Void) -> String {
        var members = [
            "subject": #"{"common_name":"x"}"#, "key": #"{"type":"ECDSA","bits":256}"#,
            "validity": #"{"type":"Duration","duration":"1y"}"#,
            "issuance_expiration": #"{"type":"Duration","duration":"1w"}"#,
        ]
        change(&members)
        return "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    static let table: [BadRequest] = [
        .init(name: "no body", body: "", status: 400, code: "invalid-json"),
        .init(name: "broken JSON", body: "{\"subject\":\n {", status: 400, code: "invalid-json"),
        .init(name: "two values", body: "{} {}", status: 400, code: "invalid-json"),
        .init(name: "a member twice", body: #"{"id":"a","id":"b"}"#, status: 400, code: "invalid-json"),
        .init(
            name: "too deep", body: String(repeating: "[", count: 5000), status: 400, code: "invalid-json"),
        .init(name: "an array", body: "[]", status: 400, code: "invalid-body", pointers: [""]),
        .init(
            name: "an unknown member", body: ca { $0["colour"] = "1" }, status: 400, code: "invalid-body",
            pointers: ["/colour"]),
        .init(
            name: "a misspelt member deep down", body: ca { $0["subject"] = #"{"comon_name":"x"}"# }, status: 400,
            code: "invalid-body", pointers: ["/subject/comon_name"]),
        .init(
            name: "wrong types", body: ca { $0["key"] = #"{"type":5,"bits":"256"}"# }, status: 400,
            code: "invalid-body", pointers: ["/key/type", "/key/bits"]),
        .init(
            name: "missing members", body: "{}", status: 400, code: "invalid-body",
            pointers: ["/subject", "/key", "/validity", "/issuance_expiration"]),
        .init(
            name: "a duration that is none", body: ca { $0["validity"] = #"{"type":"Duration","duration":"soon"}"# },
            status: 400, code: "invalid-body", pointers: ["/validity/duration"]),
        .init(
            name: "a body over the limit", body: "\"" + String(repeating: "x", count: 1 << 20) + "\"", status: 413,
            code: "body-too-large"),
        .init(
            name: "another media type", body: "a=b",
            headers: [auth, ("Content-Type", "application/x-www-form-urlencoded")],
            status: 415, code: "unsupported-media-type"),
        .init(name: "no media type", body: "{}", headers: [auth], status: 415, code: "unsupported-media-type"),
        .init(
            name: "no token", body: ca { _ in }, headers: [("Content-Type", "application/json")], status: 401,
            code: "token-missing"),
        .init(
            name: "a wrong token", body: ca { _ in },
            headers: [("Authorization", "Bearer \(Front.token)x"), ("Content-Type", "application/json")], status: 401,
            code: "token-missing"),
        .init(
            name: "another scheme", body: ca { _ in },
            headers: [("Authorization", "Basic \(Front.token)"), ("Content-Type", "application/json")], status: 401,
            code: "token-missing"),
        .init(
            name: "an unknown path without a token", method: "GET", path: "/v1/x", headers: [], status: 401,
            code: "token-missing"),
        .init(name: "an unknown path", method: "GET", path: "/v1/x", status: 404, code: "unknown-path"),
        .init(name: "a path that is too long", method: "GET", path: "/v1/cas/a/b/c", status: 404, code: "unknown-path"),
        .init(name: "a trailing slash", method: "GET", path: "/v1/cas/", status: 404, code: "unknown-path"),
        .init(name: "another method", method: "DELETE", path: "/v1/cas", status: 405, code: "method-not-allowed"),
        .init(name: "a method of no row", method: "PATCH", path: "/v1/cas", status: 405, code: "method-not-allowed"),
        .init(name: "a CA that is not there", method: "GET", path: "/v1/cas/none", status: 404, code: "ca-not-found"),
        .init(
            name: "an unknown filter field", method: "GET", path: "/v1/cas?filter=colour%5Beq%5Dred", status: 400,
            code: "unknown-field"),
        .init(
            name: "an unknown operand", method: "GET", path: "/v1/cas?filter=status[is]ACTIVE", status: 400,
            code: "unknown-operand"),
        .init(
            name: "an operand of another kind", method: "GET", path: "/v1/cas?filter=status[bf]ACTIVE", status: 400,
            code: "unknown-operand"),
        .init(
            name: "an unknown sort field", method: "GET", path: "/v1/cas?sort_by=colour", status: 400,
            code: "unknown-field"),
        .init(
            name: "an unknown parameter", method: "GET", path: "/v1/cas?colour=red", status: 400,
            code: "unknown-parameter"),
        .init(
            name: "a page too large", method: "GET", path: "/v1/cas?page_size=1001", status: 400,
            code: "invalid-page-size"),
        .init(
            name: "a page of nothing", method: "GET", path: "/v1/cas?page_size=0", status: 400,
            code: "invalid-page-size"),
        .init(
            name: "a bookmark that is none", method: "GET", path: "/v1/cas?bookmark=x", status: 400,
            code: "invalid-bookmark"),
        .init(
            name: "a sort mode that is none", method: "GET", path: "/v1/cas?sort_mode=up", status: 400,
            code: "invalid-sort-mode"),
        .init(
            name: "a cursor that is none", method: "GET", path: "/v1/events?after=-1", status: 400,
            code: "invalid-number"),
        .init(
            name: "a batch too large", method: "GET", path: "/v1/events?limit=1001", status: 400, code: "invalid-number"
        ),
        .init(
            name: "an unknown event type", method: "GET", path: "/v1/events?type=ca.creat", status: 400,
            code: "unknown-event-type"),
        .init(
            name: "an unknown subscription", method: "GET", path: "/v1/subscriptions/none", status: 404,
            code: "subscription-not-found"),
        .init(
            name: "a replay from before the beginning", path: "/v1/subscriptions/none/replay", body: #"{"from":0}"#,
            status: 400, code: "invalid-body", pointers: ["/from"]),
        .init(
            name: "a schema that is not there", method: "GET", path: "/v1/schemas/ca.create/2", status: 404,
            code: "schema-not-found"),
        .init(
            name: "a status that is none", method: "PUT", path: "/v1/dms/x/status", body: #"{"status":"OK"}"#,
            status: 400, code: "invalid-body", pointers: ["/status"]),
    ]
}

@Suite struct BadRequestTests {
    @Test("each bad request gets its status, code and pointers as a problem, and nothing is stored")
    func table() async throws {
        try await withFront { front in
            for bad in BadRequest.table {
                let reply = try await front.send(bad.method, bad.path, body: bad.body, headers: bad.headers)
                #expect(reply.status == bad.status, "\(bad): \(reply.text.prefix(300))")
                #expect(reply.headers["Content-Type"] == ["application/problem+json"], "\(bad)")
                let problem = try reply.problem()
                #expect(problem.code == bad.code && problem.status == bad.status, "\(bad): \(problem)")
                #expect((problem.errors ?? []).map(\.pointer) == bad.pointers, "\(bad): \(problem)")
                #expect(!reply.text.contains(Front.token), "\(bad)")
            }
            #expect(try await front.pki.head() == 0)
            #expect(try await front.pki.cas.list(.init()).list.isEmpty)
        }
    }

    @Test("a refusal says what the protocol wants beside it: the scheme, the methods, the place, the limit")
    func details() async throws {
        try await withFront { front in
            #expect(try await front.send("GET", "/v1/cas", headers: []).headers["WWW-Authenticate"] == ["Bearer"])
            #expect(try await front.send("DELETE", "/v1/cas").headers["Allow"] == ["GET, POST, HEAD"])
            let broken = try await front.send("POST", "/v1/cas", body: "{\"id\":\n  x}")
            #expect(try broken.problem().detail.contains("line 2, column 3"))
            let large = try await front.send("POST", "/v1/cas", body: String(repeating: " ", count: 1 << 20 + 1))
            #expect(try large.problem().detail.contains("1048576"))
        }
    }

    @Test("health is open, and everything else is not")
    func open() async throws {
        try await withFront { front in
            for row in EndpointCatalog.rows {
                let path = row.path.filled(row.path.parameters.map { _ in "x" })
                let reply = try await front.send(row.method.rawValue, path, headers: [])
                #expect(reply.status == (path.hasPrefix("/health/") ? 200 : 401), "\(row.id)")
            }
        }
    }

    @Test("a head request answers as get does, without a body")
    func head() async throws {
        try await withFront { front in
            let reply = try await front.send("HEAD", "/v1/cas")
            #expect(reply.status == 200 && reply.body.isEmpty)
        }
    }
}
