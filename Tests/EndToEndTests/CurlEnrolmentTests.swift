import Foundation
import TestSupport
import Testing

@Suite("curl and openssl alone", .liveServer())
struct CurlEnrolmentTests {
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let algorithm: [String]
        var testDescription: String { name }
    }

    private static let kinds = [
        Kind(name: "P-256", algorithm: DeviceRequest.p256),
        Kind(name: "P-384", algorithm: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384"]),
        Kind(name: "RSA-2048", algorithm: ["-newkey", "rsa:2048"]),
    ]

    @Test("enrol a device whose certificate openssl verifies strictly", arguments: kinds)
    func certificate(kind: Kind) async throws {
        let server = try LiveServer.ofSuite()
        let line = "line-\(kind.name)"
        let bootstrap = try await Self.prepare(line, server)
        let chain = try await Self.chain(of: line, server)
        let request = try await DeviceRequest.make(
            "/O=Plant/CN=pump-\(kind.name)", in: server.folder, key: kind.algorithm)
        let file = try await server.enrolled(request, as: bootstrap, at: line)
        let verdict = try await Command.run(
            "openssl", ["verify", "-x509_strict", "-purpose", "sslclient", "-CAfile", chain, file])
        #expect(verdict.status == 0, "\(verdict.text) \(verdict.stderr)")
        try await Self.expectProfile(of: file, request, kind)
        try await Self.expectIssuer(of: file, named: line, server)
    }

    /// Its own CAs and DMS, because the tests of a suite run side by side.
    private static func prepare(_ line: String, _ server: LiveServer) async throws -> Identity {
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(line)-root", validity: "20y"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(line)-issuing", below: "\(line)-root"))
        try await server.call("POST", "/v1/cas", LiveServer.caBody("\(line)-bootstrap"))
        try await server.createDMS(LiveServer.dmsBody(line, ca: "\(line)-issuing", bootstrap: "\(line)-bootstrap"))
        return try await server.identity("\(line)-boot", of: "\(line)-bootstrap")
    }

    private static func chain(of line: String, _ server: LiveServer) async throws -> String {
        let answer = try await server.est("\(line)/cacerts")
        #expect(answer.status == 200 && answer.mediaType == "application/pkcs7-mime")
        return try server.folder.write("\(line)-chain.pem", try await OpenSSL.certificates(inPKCS7: answer.body))
    }

    private static func expectProfile(of file: String, _ request: DeviceRequest, _ kind: Kind) async throws {
        let extensions = "basicConstraints,keyUsage,extendedKeyUsage"
        let text = try await OpenSSL.x509(file, "-ext", extensions)
        #expect(text.contains("CA:FALSE") && text.contains("TLS Web Client Authentication"))
        #expect(text.contains("Digital Signature") && !text.contains("Sign,") && !text.contains("Server"))
        let serial = try await OpenSSL.x509(file, "-serial")
        // openssl writes a negative one with a minus sign; 20 octets at most (RFC 5280, 4.1.2.2).
        #expect(serial.hasPrefix("serial=") && !serial.contains("-") && (32...47).contains(serial.count))
        let start = try await OpenSSL.x509(file, "-startdate", "-dateopt", "iso_8601")
        #expect(try #require(time(start)) < Date())
        #expect(
            try await OpenSSL.x509(file, "-subject", "-nameopt", "RFC2253") == "subject=CN=pump-\(kind.name),O=Plant")
        let key = try await Command.check("openssl", ["pkey", "-in", request.key, "-pubout"]).text
        #expect(try await OpenSSL.x509(file, "-pubkey") == key.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// AKI of the certificate is SKI of its issuer, and its own SKI is there.
    private static func expectIssuer(of file: String, named line: String, _ server: LiveServer) async throws {
        let issuing = try #require(try await server.call("GET", "/v1/cas/\(line)-issuing")["certificate"].decoded)
        let issuer = try server.folder.write("\(line)-issuing.pem", issuing)
        let (authority, own) = (
            try await hex(OpenSSL.x509(file, "-ext", "authorityKeyIdentifier")),
            try await hex(OpenSSL.x509(file, "-ext", "subjectKeyIdentifier"))
        )
        #expect(authority == (try await hex(OpenSSL.x509(issuer, "-ext", "subjectKeyIdentifier"))))
        #expect(own.count == 59 && own != authority)
    }

    /// The line of bytes in what openssl prints of a key identifier.
    private static func hex(_ text: String) -> String {
        let last = text.split(whereSeparator: \.isNewline).last ?? ""
        return last.trimmingCharacters(in: .whitespaces).replacing("keyid:", with: "")
    }

    private static func time(_ line: String) -> Date? {
        guard let text = line.split(separator: "=").last else { return nil }
        return ISO8601DateFormatter().date(from: String(text).replacing(" ", with: "T"))
    }

    @Test(
        "take any form of request that clients send, over TLS 1.2 and 1.3, and answers in the one asked for"
    )
    func forms() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await Self.prepare("forms", server)
        let request = try await DeviceRequest.make("/CN=pump-forms", in: server.folder)
        let pem = try await Command.check("openssl", ["req", "-inform", "DER"], stdin: request.der).stdout
        let oneLine = [UInt8](Data(request.der).base64EncodedData())
        let windows = Array(String(decoding: request.base64, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
        var answers: Set<String> = []
        let forms: [([UInt8], [String])] = [
            (request.base64, ["--tlsv1.2", "--tls-max", "1.2"]), (oneLine, ["--tlsv1.3"]), (windows, []), (pem, []),
            (request.der, ["-H", "Content-Transfer-Encoding: binary"]),
            (oneLine, ["-H", "Content-Transfer-Encoding: base64", "-H", "Transfer-Encoding: chunked"]),
            (oneLine, ["-H", "Accept: application/pkcs7-mime", "-H", "Expect: 100-continue"]),
        ]
        for (body, arguments) in forms {
            let answer = try await server.enroll(body, as: bootstrap, at: "forms", arguments)
            #expect(answer.status == 200, "\(arguments): \(answer.text)")
            answers.insert(String(decoding: try await OpenSSL.certificates(inPKCS7: answer.body), as: UTF8.self))
        }
        #expect(answers.count == 1, "the same request by the same client is answered with the same certificate")
        let text = try await server.enroll(
            oneLine, as: bootstrap, at: "forms", ["-H", "Accept: application/x-pem-file"])
        #expect(text.mediaType == "application/x-pem-file" && text.text.hasPrefix("-----BEGIN CERTIFICATE-----"))
        let subject = "/v1/events?type=io.lamassuiot.device.enroll&subject=device/pump-forms"
        #expect(try await server.call("GET", subject).items.count == 1)
    }

    @Test("a certificate of another key, or by another client, is not handed out again")
    func otherKey() async throws {
        let server = try LiveServer.ofSuite()
        let bootstrap = try await Self.prepare("again", server)
        let other = try await server.identity("again-other", of: "again-bootstrap")
        let request = try await DeviceRequest.make("/CN=pump-again", in: server.folder)
        _ = try await server.enrolled(request, as: bootstrap, at: "again")
        let otherRequest = try await DeviceRequest.make("/CN=pump-again", in: server.folder)
        for (body, client) in [(otherRequest.base64, bootstrap), (request.base64, other)] {
            let answer = try await server.enroll(body, as: client, at: "again")
            #expect(answer.status == 409 && answer.text.contains("already has a certificate"), "\(answer.text)")
        }
    }
}
