import Foundation
import NIOCore
import Testing

@testable import ESTServer

@Suite("A connection", .timeLimit(.minutes(5)))
struct ConnectionTests {
    @Test("carries any number of requests at once, and answers them in their order")
    func pipelining() async throws {
        let verdict: Verdict = { throw ESTRefusal(.forbidden, "No \($0 ?? "").") }
        try await withWorld(limits: patient, verdict: verdict) { world in
            let labels = (0..<100).map { "p\($0)" }
            let requests = labels.map { "GET /.well-known/est/\($0)/cacerts HTTP/1.1\r\nHost: x\r\n\r\n" }
            let answers = try await RawClient(port: world.port).send(Array(requests.joined().utf8))
            #expect(sentences(answers) == labels.map { "No \($0)." })
        }
    }

    @Test("drops bodies that nobody wants without losing its place")
    func unwantedBodies() async throws {
        try await withWorld(limits: patient) { world in
            let head = "POST /.well-known/est/simpleenroll HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
            let post = Array(head.utf8) + [UInt8](repeating: UInt8(ascii: "A"), count: 60_000)
            let posts = [[UInt8]](repeating: post, count: 30).flatMap { $0 }
            let answers = try await RawClient(port: world.port).send(posts + Array(request("GET", "x").utf8))
            let refused = "The request has no Content-Type: send application/pkcs10."
            #expect(sentences(answers).dropLast() == ArraySlice([String](repeating: refused, count: 30)))
            #expect(world.counted.responses.map(\.status) == [Int](repeating: 400, count: 30) + [404])
        }
    }

    @Test("begins, and goes on, though each byte comes by itself")
    func crumbs() async throws {
        try await withWorld(limits: patient) { world in
            let answer = try await RawClient(port: world.port, inCrumbs: true).send(
                Array(request("GET", "cacerts").utf8))
            #expect(answer.starts(with: Array("HTTP/1.1 200 OK\r\n".utf8)))
        }
    }

    @Test("shares its TLS context with others until the server's identity changes, unless it has one of its own")
    func contexts() throws {
        let ca = try TestCA()
        let contexts = TLSContexts(try ca.tlsIdentity())
        let shared = try contexts.shared()
        #expect(try contexts.shared() === shared)
        let (one, other) = (try contexts.own(), try contexts.own())
        #expect(one !== shared && other !== shared && one !== other)
        contexts.replace(try ca.tlsIdentity())
        #expect(try contexts.shared() !== shared)
    }

    @Test("begins a session of its own only with a whole ClientHello for TLS 1.3 that offers none")
    func clientHello() {
        let tls13: [UInt8] = [0, 43, 0, 5, 4, 3, 4, 3, 3]
        let tls12: [UInt8] = [0, 43, 0, 3, 2, 3, 3]
        let ticket: [UInt8] = [0, 35, 0, 2, 1, 2]
        let preSharedKey: [UInt8] = [0, 41, 0, 2, 1, 2]
        #expect(ClientHello.beginsSession(hello(tls13)) && ClientHello.beginsSession(hello(ticket + tls13)))
        #expect(!ClientHello.beginsSession(hello([])) && !ClientHello.beginsSession(hello(tls12 + ticket)))
        #expect(!ClientHello.beginsSession(hello(tls13 + preSharedKey)))
        #expect(!ClientHello.beginsSession(hello(tls13 + [0, 35, 0])))
        let whole = hello(tls13)
        for count in 0..<whole.readableBytes {
            #expect(!ClientHello.beginsSession(whole.getSlice(at: 0, length: count)!), "\(count) bytes")
        }
    }

    /// RFC 8446, section 4.1.2, in one record.
    private func hello(_ extensions: [UInt8]) -> ByteBuffer {
        func sized(_ bytes: [UInt8]) -> [UInt8] { [UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes }
        let session = [UInt8](repeating: 9, count: 32)
        let body: [UInt8] = [3, 3] + [UInt8](repeating: 7, count: 32) + [32] + session + sized([0x13, 1]) + [1, 0]
        return ByteBuffer(bytes: [22, 3, 1] + sized([1, 0] + sized(body + sized(extensions))))
    }

    private func sentences(_ answers: [UInt8]) -> [String] {
        String(decoding: answers, as: UTF8.self).components(separatedBy: "\r\n\r\n").dropFirst().map { part in
            String(part.prefix { $0 != "\n" })
        }
    }
}
