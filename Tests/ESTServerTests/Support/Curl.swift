import Foundation

/// One answer as curl saw it.
struct CurlAnswer: Sendable {
    let status: Int
    /// As on the wire: status line and header fields, of all answers.
    let head: String
    let body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension World {
    /// Runs curl against this server, which it must be able to authenticate.
    func curl(_ path: String, _ arguments: [String] = []) async throws -> CurlAnswer {
        let name = UUID().uuidString
        let result = try await tool(
            "/usr/bin/curl",
            [
                "--silent", "--show-error", "--http1.1", "--max-time", "30", "--cacert", self.path("ca.pem"),
                "--dump-header", self.path(name), "--write-out", "%{stderr}%{http_code}", origin + path,
            ] + arguments
        )
        guard let status = Int(result.errors.suffix(3)) else { throw CurlFailed(message: result.errors) }
        return CurlAnswer(status: status, head: String(decoding: try read(name), as: UTF8.self), body: result.output)
    }

    /// POSTs an enrolment body.
    func enroll(
        _ body: some Sequence<UInt8>, label: String = "plant", type: String = "application/pkcs10",
        client: (certificate: String, key: String)?, _ more: [String] = []
    ) async throws -> CurlAnswer {
        let file = try write(UUID().uuidString, body)
        let identity = client.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
        let arguments = ["--data-binary", "@\(file)", "-H", "Content-Type: \(type)"] + identity + more
        return try await curl("/.well-known/est/\(label)/simpleenroll", arguments)
    }

    /// Sends bytes through `openssl s_client` and returns all that comes back until the server closes.
    func raw(_ request: String, _ arguments: [String] = []) async throws -> String {
        let all = ["s_client", "-quiet", "-connect", "127.0.0.1:\(port)", "-CAfile", path("ca.pem")] + arguments
        return try await tool("/usr/bin/openssl", all, input: Array(request.utf8)).text
    }
}

struct CurlFailed: Error {
    let message: String
}

/// Base64 in lines of the given length, each with the given end.
func base64(_ bytes: [UInt8], columns: Int = 76, lineEnd: String = "\r\n") -> [UInt8] {
    let text = Array(Data(bytes).base64EncodedString())
    let width = min(columns, text.count)
    return stride(from: 0, to: text.count, by: width).flatMap { start in
        Array((String(text[start..<min(start + width, text.count)]) + lineEnd).utf8)
    }
}
