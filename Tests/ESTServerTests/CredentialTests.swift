import ESTServer
import Foundation
import Testing

@Suite("HTTP Basic")
struct CredentialTests {
    @Test("user and password reach the authority", arguments: good)
    func carried(header: String, user: String, password: String) async throws {
        try await withWorld(isOpen: true) { world in
            let body = base64(try await world.makeRequest())
            #expect(try await world.enroll(body, client: nil, ["-H", "Authorization: \(header)"]).status == 200)
            let expected = BasicCredentials(user: user, password: password)
            #expect(world.authority.visits.map(\.client.credentials) == [expected])
        }
    }

    @Test("curl's own spelling is understood")
    func curl() async throws {
        try await withWorld(isOpen: true) { world in
            let body = base64(try await world.makeRequest())
            _ = try await world.enroll(body, client: nil, ["--user", "line:pa:ss"])
            let expected = BasicCredentials(user: "line", password: "pa:ss")
            #expect(world.authority.visits.map(\.client.credentials) == [expected])
        }
    }

    @Test("malformed credentials are a 400 that does not repeat them", arguments: malformed)
    func refused(header: String) async throws {
        try await withWorld(isOpen: true) { world in
            let body = base64(try await world.makeRequest())
            let answer = try await world.enroll(body, client: nil, ["-H", "Authorization: \(header)"])
            #expect(answer.status == 400 && answer.text.contains("user:password"))
            #expect(world.authority.visits.isEmpty)
        }
    }

    @Test(
        "another scheme, or none, is no credentials", arguments: ["Bearer abc", "Digest username=\"a\"", "Basically x"])
    func otherScheme(header: String) async throws {
        try await withWorld(isOpen: true) { world in
            let body = base64(try await world.makeRequest())
            #expect(try await world.enroll(body, client: nil, ["-H", "Authorization: \(header)"]).status == 200)
            #expect(world.authority.visits.map(\.client.credentials) == [nil])
        }
    }

    @Test("a description has no password")
    func description() {
        #expect(!"\(BasicCredentials(user: "line", password: "hunter2"))".contains("hunter2"))
    }

    @Test("a refusal's own challenge takes the place of that for a certificate")
    func challenge() async throws {
        let verdict: Verdict = { _ in throw ESTRefusal(.unauthorized, "Who are you?", challenge: "Basic realm=\"p\"") }
        try await withWorld(verdict: verdict) { world in
            let answer = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(answer.status == 401)
            #expect(answer.head.contains("\r\nWWW-Authenticate: Basic realm=\"p\"\r\n"))
        }
    }

    private static func basic(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    static let good: [(String, String, String)] = [
        ("Basic \(basic("a:b"))", "a", "b"), ("basic   \(basic("a:"))", "a", ""), ("BASIC \(basic(":b"))", "", "b"),
        ("Basic \(basic("Müller:geheim €"))", "Müller", "geheim €"), ("Basic \(basic("a:b:c"))", "a", "b:c"),
    ]
    static let malformed: [String] = [
        "Basic", "Basic !", "Basic YQ", "Basic \(basic("nocolon"))", "Basic \(basic("a\u{0}:b"))",
        "Basic \(basic("a:b\n"))", "Basic gICA", "Basic \(basic(String(repeating: "u", count: 256) + ":p"))",
        "Basic \(basic("u:" + String(repeating: "p", count: 1_025)))",
        "Basic \(basic(String(repeating: "x:", count: 3_000)))",
    ]
}
