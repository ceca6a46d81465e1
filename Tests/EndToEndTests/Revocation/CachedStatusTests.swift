import Foundation
import TestSupport
import Testing

// pkilint takes no name of one label, such as the default's `localhost`, which RFC 1034, section 3.5, allows.
@Suite("Certificate status over GET", .liveServer(["SHEDU_SERVER_NAMES": "pki.plant.example,127.0.0.1,::1"]))
struct CachedStatusTests {
    @Test("bears what caches need, and is 304 to who has it, until the certificate is revoked")
    func caching() async throws {
        try await withTemporaryDirectory { folder in
            let walk = try await Walk.start(.subordinate, "cached", in: folder)
            let leaf = try await walk.leaf("leaf")
            let base = try #require(try await Points(of: leaf.certificate).ocsp)
            let request = folder.path("leaf.orq")
            try await Command.check(
                "openssl",
                ["ocsp", "-issuer", walk.party.chain[0], "-cert", leaf.certificate, "-no_nonce", "-reqout", request])
            let encoded = Data(try RelyingParty.bytes(request)).base64EncodedString()
            let address =
                base + "/"
                + encoded.replacing("+", with: "%2B").replacing("/", with: "%2F")
                .replacing("=", with: "%3D")
            let first = try await Curl.send(address)
            #expect(first.status == 200 && first.mediaType == "application/ocsp-response")
            let cache = try #require(first.headers["cache-control"])
            #expect(cache.contains("max-age=") && cache.contains("public"))
            #expect(first.headers["expires"] != nil && first.headers["last-modified"] != nil)
            let tag = try #require(first.headers["etag"])
            let again = try await Curl.send(address, ["-H", "If-None-Match: \(tag)"])
            #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == tag)

            try await walk.server.revoke(leaf.serial)
            let fresh = try await eventually("another answer") {
                let answer = try await Curl.send(address, ["-H", "If-None-Match: \(tag)"])
                return answer.status == 200 ? answer : nil
            }
            #expect(fresh.headers["etag"] != tag)
            let kept = try folder.write("fresh.ors", fresh.body)
            let text = try await Command.check("openssl", ["ocsp", "-respin", kept, "-noverify", "-resp_text"]).text
            #expect(text.contains("Cert Status: revoked") && text.contains("keyCompromise"))
            try await walk.lint(atLeast: 6)
        }
    }

    @Test("the server's own TLS certificate and its CA are as RFC 5280 wants them")
    func own() async throws {
        let server = try LiveServer.ofSuite()
        try await withTemporaryDirectory { folder in
            try folder.write("ca.pem", try RelyingParty.bytes(server.trust))
            let address = server.est.replacing("https://", with: "")
            let shown = try await Command.run("openssl", ["s_client", "-connect", address], stdin: Array("\n".utf8))
                .text
            let certificate = try await Command.check("openssl", ["x509"], stdin: Array(shown.utf8)).stdout
            try folder.write("tls.pem", certificate)
            let verdict = try await Command.run(
                "openssl",
                [
                    "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", folder.path("ca.pem"),
                    folder.path("tls.pem"),
                ])
            #expect(verdict.status == 0, "\(verdict.text)\(verdict.stderr)")
            let (count, findings) = try await Linter(folder: folder).findings()
            #expect(findings == [] && count == 2)
        }
    }
}
