import Foundation
import PKIX
import Testing
import X509

@Suite("curl")
struct CurlTests {
    @Test("cacerts answers anyone with a PKCS#7 that openssl reads")
    func caCertificates() async throws {
        try await withWorld { world in
            let answer = try await world.curl("/.well-known/est/plant/cacerts")
            #expect(answer.status == 200)
            #expect(answer.head.contains("\r\nContent-Type: application/pkcs7-mime; smime-type=certs-only\r\n"))
            #expect(answer.head.contains("\r\nContent-Transfer-Encoding: base64\r\n"))
            #expect(answer.head.contains("\r\nContent-Length: \(answer.body.count)\r\n"))
            #expect(!answer.head.contains("chunked"))
            #expect(answer.text.split(separator: "\n").allSatisfy { $0.count <= 76 })
            #expect(try await certificates(answer) == [try world.ca.certificate.der()])
        }
    }

    @Test("cacerts without a label asks the authority without one")
    func noLabel() async throws {
        let verdict: Verdict = { #expect($0 == nil) }
        try await withWorld(verdict: verdict) { world in
            let answer = try await world.curl("/.well-known/est/cacerts")
            #expect(answer.status == 200)
        }
    }

    @Test("a label arrives percent-decoded")
    func label() async throws {
        let verdict: Verdict = { #expect($0 == "Werk Süd/1") }
        try await withWorld(verdict: verdict) { world in
            let answer = try await world.curl("/.well-known/est/Werk%20S%c3%bcd%2F1/cacerts")
            #expect(answer.status == 200)
        }
    }

    @Test("Accept: application/x-pem-file gets PEM that openssl reads")
    func pem() async throws {
        try await withWorld { world in
            let answer = try await world.curl(
                "/.well-known/est/plant/cacerts", ["-H", "Accept: application/x-pem-file"]
            )
            #expect(answer.head.contains("\r\nContent-Type: application/x-pem-file\r\n"))
            let der = try await openssl("x509", "-outform", "DER", input: answer.body).output
            #expect(der == (try world.ca.certificate.der()))
        }
    }

    @Test("a client without User-Agent and Accept gets its base64 on one line")
    func silentClient() async throws {
        try await withWorld { world in
            let answer = try await world.curl("/.well-known/est/plant/cacerts", ["-H", "User-Agent:", "-H", "Accept:"])
            #expect(answer.body.count > 100)
            #expect(!answer.body.contains(UInt8(ascii: "\n")))
        }
    }

    @Test("a request is enrolled however its body is wrapped", arguments: Wrapping.allCases)
    func enrolment(wrapping: Wrapping) async throws {
        try await withWorld { world in
            let request = try await world.makeRequest()
            let client = try world.makeClient()
            let answer = try await world.enroll(wrapping.wrap(request), client: client, wrapping.arguments)
            #expect(answer.status == 200, "\(answer.text)")
            #expect(world.authority.visits.map(\.request) == [request])
            let issued = try #require(try await certificates(answer).first)
            try world.write("issued.der", issued)
            let verified = try await openssl("verify", "-CAfile", world.path("ca.pem"), world.path("issued.der"))
            #expect(verified.isSuccess, "\(verified.errors)")
            let subject = try await openssl("x509", "-noout", "-subject", input: issued).text
            #expect(subject == "subject=CN = device-1\n")
        }
    }

    @Test("Expect: 100-continue is answered at once, and only where the body is wanted")
    func expectContinue() async throws {
        try await withWorld { world in
            let body = base64(try await world.makeRequest())
            let expect = ["-H", "Expect: 100-continue", "--expect100-timeout", "3600"]
            let client = try world.makeClient()
            let accepted = try await world.enroll(body, client: client, expect)
            #expect(accepted.status == 200)
            #expect(accepted.head.hasPrefix("HTTP/1.1 100 Continue\r\n"))
            let refused = try await world.enroll(body, type: "text/plain", client: client, expect)
            #expect(refused.status == 400)
            #expect(!refused.head.contains("100 Continue"))
            #expect(refused.head.contains("\r\nConnection: close\r\n"))
        }
    }

    @Test("two requests over one connection are both answered")
    func keepAlive() async throws {
        try await withWorld { world in
            let url = "/.well-known/est/plant/cacerts"
            let answer = try await world.curl(url, ["--output", world.path("first"), world.origin + url])
            #expect(answer.head.components(separatedBy: "HTTP/1.1 200 OK\r\n").count == 3)
        }
    }

    private func certificates(_ answer: CurlAnswer) async throws -> [[UInt8]] {
        let der = try await openssl("base64", "-d", input: answer.body).output
        let list = try await openssl("pkcs7", "-inform", "DER", "-print_certs", input: der).output
        return try PEM.decode(list, label: "CERTIFICATE").map(\.der)
    }
}

enum Wrapping: CaseIterable, Sendable {
    case oneLine, lines76CRLF, lines64LF, lines1, pem, textAndPEM, base64OfPEM, der, chunked, withTransferEncoding

    func wrap(_ request: [UInt8]) -> [UInt8] {
        let pem = PEM.encode("CERTIFICATE REQUEST", request)
        return switch self {
        case .oneLine: base64(request, columns: .max, lineEnd: "")
        case .lines76CRLF, .chunked, .withTransferEncoding: base64(request)
        case .lines64LF: base64(request, columns: 64, lineEnd: "\n")
        case .lines1: base64(request, columns: 1, lineEnd: "\r\n \t")
        case .pem: pem
        case .textAndPEM: Array("Certificate Request:\n    Data:\n".utf8) + pem
        case .base64OfPEM: base64(pem)
        case .der: request
        }
    }

    var arguments: [String] {
        switch self {
        case .chunked: ["-H", "Transfer-Encoding: chunked"]
        case .withTransferEncoding: ["-H", "Content-Transfer-Encoding: base64"]
        default: []
        }
    }
}
