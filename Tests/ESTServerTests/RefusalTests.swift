import ESTServer
import Foundation
import Testing

@Suite("Refusals")
struct RefusalTests {
    @Test("an authority's refusal reaches the client with its status and its sentence", arguments: statuses)
    func refusal(status: ESTRefusal.Status) async throws {
        let verdict: Verdict = { _ in throw ESTRefusal(status, "Ask\r\nyour \(status).", retryAfterSeconds: 7) }
        try await withWorld(verdict: verdict) { world in
            let answer = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(answer.status == status.rawValue)
            #expect(answer.text == "Ask your \(status).\n")
            #expect(answer.head.contains("\r\nRetry-After: 7\r\n"))
            #expect(answer.head.contains("\r\nWWW-Authenticate: ") == (status == .unauthorized))
        }
    }

    @Test("any other error is a 500 that says nothing")
    func otherError() async throws {
        struct Secret: Error { let password = "hunter2" }
        let verdict: Verdict = { _ in throw Secret() }
        try await withWorld(verdict: verdict) { world in
            let answer = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(answer.status == 500)
            #expect(answer.text == "internal error\n")
        }
    }

    @Test("paths that are no operation are 404 with a sentence", arguments: unknownPaths)
    func unknownPath(path: String) async throws {
        try await withWorld { world in
            let answer = try await world.curl(path, ["--path-as-is"])
            #expect(answer.status == 404)
            #expect(answer.text.contains("EST"))
            #expect(world.counted.responses.map(\.operation) == ["unknown"])
        }
    }

    @Test("a label that is not text is a 400", arguments: ["%", "%4", "%zz", "%ff%fe", "%00", "%0a", ""])
    func malformedLabel(label: String) async throws {
        try await withWorld { world in
            let answer = try await world.curl("/.well-known/est/\(label)/cacerts", ["--path-as-is"])
            #expect(answer.status == 400)
        }
    }

    @Test("the wrong method is a 405 that names the right one")
    func wrongMethod() async throws {
        try await withWorld { world in
            let post = try await world.curl("/.well-known/est/plant/cacerts", ["--data", "x=1"])
            #expect(post.status == 405)
            #expect(post.head.contains("\r\nAllow: GET, HEAD\r\n"))
            let get = try await world.curl("/.well-known/est/plant/simpleenroll")
            #expect(get.status == 405)
            #expect(get.head.contains("\r\nAllow: POST\r\n"))
        }
    }

    @Test("HEAD gets no body, and the connection stays in step")
    func head() async throws {
        try await withWorld { world in
            let first = request("HEAD", "cacerts").replacing("Connection: close\r\n", with: "")
            let answer = try await world.raw(first + request("GET", "cacerts"))
            let parts = answer.components(separatedBy: "\r\n\r\n")
            #expect(parts.count == 3)
            #expect(parts[0].hasPrefix("HTTP/1.1 200 OK\r\n") && parts[0].contains("Content-Length: "))
            #expect(parts[1].hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test("a wrong or missing Content-Type is refused with what to send", arguments: wrongTypes)
    func contentType(type: String) async throws {
        try await withWorld { world in
            let body = base64(try await world.makeRequest())
            let answer = try await world.enroll(body, type: type, client: try world.makeClient())
            #expect(answer.status == 400)
            #expect(answer.text.contains("send application/pkcs10"))
            #expect(world.authority.visits.isEmpty)
        }
    }

    @Test("Content-Type is compared without case and parameters")
    func contentTypeParameters() async throws {
        try await withWorld { world in
            let body = base64(try await world.makeRequest())
            let type = "Application/PKCS10 ; charset=us-ascii"
            #expect(try await world.enroll(body, type: type, client: try world.makeClient()).status == 200)
        }
    }

    @Test("malformed bodies are 400 with a sentence", arguments: malformedBodies)
    func malformedBody(body: String) async throws {
        try await withWorld { world in
            let answer = try await world.enroll(body.utf8, client: try world.makeClient())
            #expect(answer.status == 400)
            #expect(answer.text.hasSuffix(".\n"))
            #expect(answer.text.split(separator: "\n").count == 1)
        }
    }

    @Test("the hook gets operation, status and duration of each answer")
    func hook() async throws {
        try await withWorld { world in
            _ = try await world.curl("/.well-known/est/plant/cacerts")
            _ = try await world.curl("/.well-known/est/plant/simpleenroll")
            let expected = [
                Counted.Response(operation: "cacerts", status: 200, nanoseconds: 1_000_000),
                Counted.Response(operation: "simpleenroll", status: 405, nanoseconds: 1_000_000),
            ]
            #expect(world.counted.responses == expected)
        }
    }

    static let statuses = ESTRefusal.Status.allCases
    static let unknownPaths = [
        "/", "/.well-known/est", "/.well-known/est/", "/.well-known/est/plant/", "/.well-known/est/plant/fullcmc",
        "/.well-known/est/cacerts/cacerts", "/.well-known/est/plant/cacerts/", "/.well-known/est/plant/CACERTS",
        "/.well-known/est/plant/fullcmc", "/.well-known/est/a/b/cacerts",
    ]
    static let wrongTypes = ["application/x-www-form-urlencoded", "", "application/pkcs10x", "text/plain"]
    static let malformedBodies = [
        "", " \r\n", "MII*", "MIIB", "TUlJQg==", "====", "MIIBQQ=", "\u{0}\u{1}\u{2}", "0\u{82}",
        "-----BEGIN CERTIFICATE REQUEST-----\n", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE REQUEST-----\n!\n-----END CERTIFICATE REQUEST-----\n", "LS0tLS1CRUdJTiA=",
        String(repeating: "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n", count: 2),
        String(repeating: "A", count: 65_536),
    ]
}
