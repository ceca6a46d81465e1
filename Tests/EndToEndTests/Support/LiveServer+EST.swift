import Foundation
import TestSupport

extension LiveServer {
    /// `path` is what follows `/.well-known/est/`.
    func est(_ path: String, _ arguments: [String] = [], body: [UInt8]? = nil) async throws -> Reply {
        let reply = try await Curl.send(
            "\(est)/.well-known/est/\(path)", ["--cacert", trust] + arguments, body: body)
        transcript.add(reply.body)
        return reply
    }

    func enroll(
        _ body: [UInt8], as client: Identity, at dms: String = "line-1", _ arguments: [String] = []
    ) async throws -> Reply {
        let type = ["-H", "Content-Type: application/pkcs10"]
        return try await est("\(dms)/simpleenroll", client.arguments + type + arguments, body: body)
    }

    /// An enrolment that must succeed.
    /// - Returns: the file with the certificate in PEM.
    func enrolled(_ request: DeviceRequest, as client: Identity, at dms: String = "line-1") async throws -> String {
        let reply = try await enroll(request.base64, as: client, at: dms)
        guard reply.status == 200 else {
            throw TestSupportError.failed(command: "simpleenroll", status: Int32(reply.status), stderr: reply.text)
        }
        return try folder.write("\(UUID().uuidString).pem", try await OpenSSL.certificates(inPKCS7: reply.body))
    }
}

/// What openssl says.
enum OpenSSL {
    /// PEM of the certificates in a certs-only PKCS#7 in base64.
    static func certificates(inPKCS7 base64: [UInt8]) async throws -> [UInt8] {
        guard let der = Data(base64Encoded: Data(base64), options: .ignoreUnknownCharacters) else {
            throw TestSupportError.notFound("no base64: \(String(decoding: base64.prefix(200), as: UTF8.self))")
        }
        return try await Command.check("openssl", ["pkcs7", "-inform", "DER", "-print_certs"], stdin: Array(der)).stdout
    }

    static func x509(_ file: String, _ arguments: String...) async throws -> String {
        try await Command.check("openssl", ["x509", "-in", file, "-noout"] + arguments).text
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// As the API writes a serial number: `0a-b1`.
    static func serial(_ file: String) async throws -> String {
        let digits = Array(try await x509(file, "-serial").dropFirst("serial=".count).lowercased())
        return stride(from: 0, to: digits.count, by: 2).map { String(digits[$0..<min($0 + 2, digits.count)]) }
            .joined(separator: "-")
    }
}
