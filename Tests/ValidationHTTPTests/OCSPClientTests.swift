import Foundation
import TestSupport
import Testing
import ValidationHTTP

/// Other people's clients against the listener, with openssl's responder behind it.
@Suite("The validation listener and OCSP clients", .timeLimit(.minutes(5)))
struct OCSPClientTests {
    private func withResponder(_ body: @Sendable (World, OpenSSLAuthority) async throws -> Void) async throws {
        try await withTemporaryDirectory { folder in
            let authority = try await OpenSSLAuthority(in: folder)
            let source = ScriptedSource { request in
                let body = try? await authority.respond(to: request)
                return answer(body ?? [])
            }
            try await withWorld(source) { world in try await body(world, authority) }
        }
    }

    @Test("openssl ocsp learns good and revoked", arguments: [("1", "good"), ("2", "revoked")])
    func openssl(serial: String, status: String) async throws {
        try await withResponder { world, authority in
            let result = try await Command.check(
                "openssl",
                [
                    "ocsp", "-issuer", authority.folder.path("ca.pem"), "-cert", authority.folder.path("\(serial).pem"),
                    "-CAfile", authority.folder.path("ca.pem"), "-url", world.origin + "/ocsp",
                ])
            #expect(result.text.contains("\(serial).pem: \(status)"))
            #expect(result.stderr.contains("Response verify OK"))
            #expect(world.counted.all == ["ocsp 200"])
        }
    }

    @Test("GnuTLS ocsptool learns it", arguments: [("1", "good"), ("2", "revoked")])
    func gnutls(serial: String, status: String) async throws {
        try await withResponder { world, authority in
            let result = try await Command.run(
                "ocsptool",
                [
                    "--ask=\(world.origin)/ocsp", "--load-issuer", authority.folder.path("ca.pem"), "--load-cert",
                    authority.folder.path("\(serial).pem"), "--load-signer", authority.folder.path("ca.pem"),
                ])
            #expect(result.text.contains("Certificate Status: \(status)"), "\(result.stderr)")
            #expect(world.counted.all == ["ocsp 200"])
        }
    }

    @Test("a GET gets the answer of a POST, in every spelling of its base64")
    func get() async throws {
        try await withResponder { world, authority in
            let request = try await authority.request(about: "2")
            let base64 = Data(request).base64EncodedString()
            let escaped = base64.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let bare = String(base64.prefix { $0 != "=" })
            let paths = ["/ocsp/\(base64)", "/ocsp/\(escaped)", "/ocsp//\(base64)", "/ocsp/\(bare)?x=1"]
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, path) in paths.enumerated() {
                    group.addTask {
                        let answer = try await world.curl(path)
                        #expect(answer.status == 200)
                        #expect(answer.field("Content-Type") == "application/ocsp-response")
                        let file = try world.folder.write("answer-\(index)", answer.body)
                        let read = try await Command.run(
                            "openssl",
                            ["ocsp", "-respin", file, "-CAfile", authority.folder.path("ca.pem"), "-resp_text"])
                        #expect(read.text.contains("Cert Status: revoked"))
                    }
                }
                try await group.waitForAll()
            }
            #expect(world.source.requests.allSatisfy { $0 == request } && world.source.requests.count == 4)
        }
    }
}
