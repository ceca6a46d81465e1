import Foundation
import LoadGenerator
import NIOCore
import Subprocess
import SystemPackage
import Testing

@Suite("Requests for the status of certificates")
struct StatusRequestTests {
    @Test("are octet for octet those of openssl")
    func openssl() async throws {
        try await withAuthority { authority in
            let question = try authority.question
            #expect(question.der == (try authority.read("request.der")))
            #expect(question.serial == [0x00, 0xAB, 0xCD])
        }
    }

    @Test("count as answered by what openssl says is good, and by nothing else")
    func answers() async throws {
        try await withAuthority { authority in
            let (good, serial) = (try authority.read("good.der"), try authority.question.serial)
            #expect(StatusAnswer.isSuccessful(ByteBuffer(bytes: good)))
            #expect(StatusAnswer.isGood(good, serial: serial))
            #expect(!StatusAnswer.isGood(good, serial: [1, 2, 3]))
            for error: UInt8 in [1, 2, 3, 5, 6] {
                #expect(!StatusAnswer.isSuccessful(ByteBuffer(bytes: [0x30, 3, 0x0A, 1, error])))
            }
            for length in 0..<9 { #expect(!StatusAnswer.isSuccessful(ByteBuffer(bytes: good.prefix(length)))) }
        }
    }

    @Test("are sent by GET and POST, and the server that answers them rightly is believed")
    func listener() async throws {
        try await withAuthority { authority in
            let (good, question) = (try authority.read("good.der"), try authority.question)
            try await ScriptedServer.run(reading: { path, body in
                let inPath =
                    path.hasPrefix("/ocsp/")
                    ? Data(base64Encoded: path.dropFirst(6).removingPercentEncoding ?? "").map(Array.init) : nil
                return Self.answer((inPath ?? body) == question.der ? good : [0x30, 3, 0x0A, 1, 1])
            }) { server in
                let questions = [question, question, question]
                let requests = StatusRequests.bytes(questions, at: server.address)
                #expect(requests.map { String(buffer: $0).prefix(5) } == ["GET /", "POST ", "GET /"])
                try await StatusRequests.check(requests, questions, at: server.address)
            }
        }
    }

    @Test("are no measurement where the server answers with an OCSP error, or of another certificate")
    func wrong() async throws {
        try await withAuthority { authority in
            let (good, question) = (try authority.read("good.der"), try authority.question)
            try await ScriptedServer.run { _ in
                Self.answer([0x30, 3, 0x0A, 1, 6])
            } _: { server in
                let requests = StatusRequests.bytes([question], at: server.address)
                await #expect(throws: LoadError.self) {
                    try await StatusRequests.check(requests, [question], at: server.address)
                }
            }
            let other = try authority.read("revoked.der")
            #expect(other != good)
            try await ScriptedServer.run { _ in
                Self.answer(other)
            } _: { server in
                let requests = StatusRequests.bytes([question], at: server.address)
                await #expect(
                    throws: LoadError.dishonest("the OCSP answer to request 0 is not \"good\" for its certificate")
                ) {
                    try await StatusRequests.check(requests, [question], at: server.address)
                }
            }
        }
    }

    private static func answer(_ body: [UInt8]) -> ScriptedServer.Move {
        .bytes(Array("HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n".utf8) + body)
    }

    /// A CA, a certificate, a request, and answers to it, all made by openssl.
    private func withAuthority(_ body: (Authority) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "status-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = """
            set -e
            new="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            openssl req -x509 $new -subj "/CN=CA" -days 30 -keyout ca.key -out ca.pem
            openssl req $new -subj "/CN=device" -keyout device.key -out device.csr
            openssl x509 -req -in device.csr -CA ca.pem -CAkey ca.key -set_serial 0xABCD -days 9 -out device.pem
            printf 'V\\t401231235959Z\\t\\tABCD\\tunknown\\t/CN=device\\n' > good.txt
            printf 'R\\t401231235959Z\\t230101000000Z\\tABCD\\tunknown\\t/CN=device\\n' > revoked.txt
            openssl ocsp -issuer ca.pem -cert device.pem -no_nonce -reqout request.der
            for status in good revoked; do
                openssl ocsp -index $status.txt -CA ca.pem -rsigner ca.pem -rkey ca.key -reqin request.der \
                    -respout $status.der
            done
            """
        let result = try await Subprocess.run(
            .name("bash"), arguments: ["-c", script], workingDirectory: FilePath(folder.path), input: .none,
            output: .discarded, error: .string(limit: 65_536))
        try #require(result.terminationStatus.isSuccess, "\(result.standardError)")
        try await body(Authority(folder: folder))
    }

    private struct Authority: Sendable {
        let folder: URL

        var question: StatusQuestion {
            get throws {
                try StatusQuestion(
                    about: String(decoding: read("device.pem"), as: UTF8.self),
                    issuedBy: String(decoding: read("ca.pem"), as: UTF8.self))
            }
        }

        func read(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }
    }
}
