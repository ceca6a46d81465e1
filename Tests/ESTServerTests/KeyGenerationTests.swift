import ESTServer
import Foundation
import PKIX
import Testing
import TestSupport

@Suite("csrattrs and serverkeygen over HTTP")
struct KeyGenerationTests {
    @Test("csrattrs answers anyone with base64 of what the authority wants")
    func csrAttributes() async throws {
        try await withWorld { world in
            let answer = try await world.curl("/.well-known/est/plant/csrattrs")
            #expect(answer.status == 200)
            #expect(answer.head.contains("\r\nContent-Type: application/csrattrs\r\n"))
            #expect(answer.head.contains("\r\nContent-Transfer-Encoding: base64\r\n"))
            #expect(answer.head.contains("\r\nContent-Length: \(answer.body.count)\r\n"))
            let der = try #require(Data(base64Encoded: Data(answer.body), options: .ignoreUnknownCharacters))
            let shown = try await openssl("asn1parse", "-inform", "DER", input: Array(der)).text
            #expect(shown.contains(":id-ecPublicKey") && shown.contains(":prime256v1") && shown.contains(":ED25519"))
        }
    }

    @Test("csrattrs without wishes is 204, without body, length or type")
    func noAttributes() async throws {
        try await withWorld { world in
            let answer = try await world.curl("/.well-known/est/none/csrattrs")
            #expect(answer.status == 204 && answer.body.isEmpty)
            #expect(!answer.head.contains("Content-Length") && !answer.head.contains("Content-Type"))
            #expect(!answer.head.contains("chunked"))
        }
    }

    @Test(
        "serverkeygen answers with two parts that Python's mail parser reads: the key, and the certificate",
        arguments: ["plain", "enveloped"])
    func parts(label: String) async throws {
        try await withWorld { world in
            let answer = try await generate(world, label)
            #expect(answer.status == 200)
            #expect(answer.head.contains("\r\nContent-Type: multipart/mixed; boundary="))
            #expect(answer.head.contains("\r\nContent-Length: \(answer.body.count)\r\n"))
            #expect(answer.head.contains("\r\nCache-Control: no-store\r\n"))
            let head = try #require(answer.head.components(separatedBy: "\r\n").first { $0.hasPrefix("Content-Type:") })
            let message = try world.write("message", Array("MIME-Version: 1.0\r\n\(head)\r\n\r\n".utf8) + answer.body)
            let read = try await tool(
                try PythonEnvironment.judges.python(), ["-c", Self.reader, message, world.path("")])
            let type = label == "plain" ? "application/pkcs8" : "application/pkcs7-mime server-generated-key"
            #expect(read.text == "\(type)\napplication/pkcs7-mime certs-only\n", "\(read.text) \(read.errors)")
            #expect(try world.read("part-0") == MemoryAuthority.secret)
            let certificates = try CertificatesOnly.decode(try world.read("part-1"))
            #expect(certificates.count == 1)
            let certificate = try #require(certificates.first)
            let subject = try await openssl("x509", "-noout", "-subject", "-inform", "DER", input: certificate).text
            #expect(subject == "subject=CN = device-1\n")
        }
    }

    @Test("lines end in CRLF and have at most 76 characters, or are one for a client that is silent about itself")
    func lines() async throws {
        try await withWorld { world in
            let usual = try await generate(world, "plain")
            #expect(!usual.text.replacingOccurrences(of: "\r\n", with: "").contains("\n"))
            #expect(usual.text.components(separatedBy: "\r\n").allSatisfy { $0.count <= 76 })
            let silent = try await generate(world, "plain", ["-H", "User-Agent:", "-H", "Accept:"])
            #expect(silent.text.components(separatedBy: "\r\n").contains { $0.count == 400 })
            let pem = try await generate(world, "plain", ["-H", "Accept: application/x-pem-file"])
            #expect(pem.text.contains("smime-type=certs-only") && !pem.text.contains("BEGIN"))
        }
    }

    @Test("where a person has to decide, serverkeygen is 202 with Retry-After, and the body is no part")
    func pending() async throws {
        try await withWorld { world in
            let answer = try await generate(world, "pending")
            #expect(answer.status == 202 && answer.head.contains("\r\nRetry-After: 7\r\n"))
            #expect(answer.head.contains("\r\nContent-Type: text/plain"))
        }
    }

    @Test("the wrong method, the wrong type, and no certificate are refused as with the other operations")
    func refusals() async throws {
        try await withWorld { world in
            let get = try await world.curl("/.well-known/est/plant/serverkeygen")
            #expect(get.status == 405 && get.head.contains("\r\nAllow: POST\r\n"))
            let post = try await world.curl("/.well-known/est/plant/csrattrs", ["--data-binary", "x"])
            #expect(post.status == 405 && post.head.contains("\r\nAllow: GET, HEAD\r\n"))
            let type = try await generate(world, "plain", ["-H", "Content-Type: text/plain"])
            #expect(type.status == 400)
            let file = try world.write("request.b64", base64(try await world.makeRequest()))
            let nobody = try await world.curl(
                "/.well-known/est/plant/serverkeygen",
                ["--data-binary", "@\(file)", "-H", "Content-Type: application/pkcs10"])
            #expect(nobody.status == 401)
        }
    }

    @Test("a key on its way shows in no description")
    func hidden() {
        let issued = IssuedKey(form: .pkcs8, key: Array("secret".utf8), certificate: [])
        var dumped = ""
        dump(issued, to: &dumped)
        for text in ["\(issued)", String(reflecting: issued), dumped, "\(KeyGenerationAnswer.issued(issued))"] {
            #expect(text.contains("pkcs8") && !text.contains("secret") && !text.contains("115"))
        }
    }

    private func generate(_ world: World, _ label: String, _ more: [String] = []) async throws -> CurlAnswer {
        let client = try world.makeClient()
        let file = try world.write("request.b64", base64(try await world.makeRequest()))
        let type = more.contains { $0.hasPrefix("Content-Type") } ? [] : ["-H", "Content-Type: application/pkcs10"]
        return try await world.curl(
            "/.well-known/est/\(label)/serverkeygen",
            ["--data-binary", "@\(file)", "--cert", client.certificate, "--key", client.key] + type + more)
    }

    private static let reader = """
        import email, sys
        message = email.message_from_binary_file(open(sys.argv[1], "rb"))
        assert message.is_multipart() and not message.defects and not message.preamble and not message.epilogue
        for index, part in enumerate(message.get_payload()):
            assert not part.defects and part["Content-Transfer-Encoding"] == "base64"
            print(part.get_content_type(), *filter(None, [part.get_param("smime-type")]))
            open(f"{sys.argv[2]}/part-{index}", "wb").write(part.get_payload(decode=True))
        """
}
