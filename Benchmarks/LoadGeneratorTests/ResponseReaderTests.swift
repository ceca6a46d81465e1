import LoadGenerator
import NIOCore
import Testing

@Suite("Reading answers")
struct ResponseReaderTests {
    static let plain = "HTTP/1.1 201 Created\r\nContent-Type: text/plain\r\ncontent-LENGTH:  5 \r\n\r\nhello"
    static let chunked =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;x=y\r\n!\r\n0\r\n\r\n"
    static let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n"

    @Test(
        "an answer is read whole, however its bytes arrive",
        arguments: [(plain, 201, "hello"), (chunked, 200, "hello!"), (interim, 204, "")], [1, 7, 1_000])
    func whole(answer: (text: String, status: Int, body: String), step: Int) throws {
        var reader = ResponseReader()
        var found: [HTTPResponse] = []
        let bytes = Array((answer.text + answer.text).utf8)
        for start in stride(from: 0, to: bytes.count, by: step) {
            var part = ByteBuffer(bytes: bytes[start..<min(bytes.count, start + step)])
            reader.append(&part)
            while let response = try reader.next() { found.append(response) }
        }
        #expect(found.map(\.status) == [answer.status, answer.status])
        #expect(found.map(\.text) == [answer.body, answer.body])
    }

    @Test(
        "what is no answer is refused",
        arguments: [
            Broken("SSH-2.0-OpenSSH_9.2\r\n\r\n", .badStatusLine),
            Broken("HTTP/1.1 2x0 OK\r\n\r\n", .badStatusLine),
            Broken("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .badLength),
            Broken("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", .badLength),
            Broken("HTTP/1.1 200 OK\r\n\r\n", .endlessBody),
            Broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", .badLength),
            Broken("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", .badLength),
            Broken(String(repeating: "x", count: 70_000), .headTooLong),
        ])
    func refused(answer: Broken) {
        var reader = ResponseReader()
        var bytes = ByteBuffer(string: answer.text)
        reader.append(&bytes)
        #expect(throws: answer.error) { try reader.next() }
    }

    /// Shown by its error: the text has line ends.
    struct Broken: CustomTestStringConvertible, Sendable {
        let text: String
        let error: ResponseError
        var testDescription: String { "\(error)" }

        init(_ text: String, _ error: ResponseError) {
            self.text = text
            self.error = error
        }
    }
}
