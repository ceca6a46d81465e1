import Foundation
import TestSupport
import Testing
import ValidationHTTP

@Suite("An OCSP request over HTTP", .timeLimit(.minutes(5)))
struct OCSPRequestTests {
    @Test("is taken at /ocsp, /ocsp/ and /, as it is", arguments: ["/ocsp", "/ocsp/", "/", "/ocsp?x"])
    func post(path: String) async throws {
        try await withWorld { world in
            let answer = try await world.post([1, 2, 3], to: path)
            #expect(answer.status == 200 && answer.body == [0x30, 1, 2, 3])
            #expect(answer.field("Content-Type") == "application/ocsp-response")
            #expect(world.source.requests == [[1, 2, 3]] && world.counted.all == ["ocsp 200"])
        }
    }

    @Test("may stand in the path with every octet of base64 raw")
    func rawAlphabet() async throws {
        // Sixty-four digits, so that `/` and `+` are among them.
        let bytes: [UInt8] = (0..<48).map { UInt8($0 * 5 % 256) } + [0xfb, 0xff, 0xbf, 0xff]
        try await withWorld { world in
            let answer = try await world.curl("/ocsp/" + Data(bytes).base64EncodedString())
            #expect(answer.status == 200 && world.source.requests == [bytes])
        }
    }

    @Test(
        "that is no base64 is handed on as nothing, for which there is an OCSP answer",
        arguments: ["/ocsp/!", "/ocsp/MEI%", "/ocsp/%zz", "/ocsp/A", "/ocsp/%00", "/ocsp/ME=I", "/ocsp/MEJ="])
    func noBase64(path: String) async throws {
        try await withWorld { world in
            let answer = try await world.curl(path)
            #expect(answer.status == 200)
            #expect(world.source.requests == [[]])
        }
    }

    @Test("of another media type is a 415", arguments: ["text/plain", "", "application/ocsp-request-x"])
    func mediaType(type: String) async throws {
        try await withWorld { world in
            let answer = try await world.post([1], type: type)
            #expect(answer.status == 415 && answer.text.contains("application/ocsp-request"))
            #expect(world.source.requests.isEmpty)
        }
    }

    @Test("may name its media type with capitals and parameters")
    func mediaTypeSpelling() async throws {
        try await withWorld { world in
            let answer = try await world.post([1], type: "Application/OCSP-Request; charset=x")
            #expect(answer.status == 200)
        }
    }

    @Test(
        "by another method is a 405 that says which",
        arguments: [
            ("GET", "/ocsp", "POST"), ("PUT", "/ocsp", "POST"), ("GET", "/", "POST"),
            ("OPTIONS", "/ocsp/MEI=", "GET, HEAD"),
            ("DELETE", "/crl/a.crl", "GET, HEAD"), ("POST", "/ca/a.cer", "GET, HEAD"),
        ])
    func method(method: String, path: String, allowed: String) async throws {
        try await withWorld { world in
            let answer = try await world.curl(path, ["-X", method])
            #expect(answer.status == 405 && answer.field("Allow") == allowed)
            #expect(answer.field("Cache-Control") == "no-store")
        }
    }

    @Test(
        "to a place that is not there is a 404",
        arguments: [
            "/x", "/ocspx", "/crl", "/crl/", "/crl/none.crl", "/crl/../ocsp", "/crl/a//b", "/crl/%2e%2e/a", "/ca/",
            "/ca/.cer", "/ca/a", "/ca/a/b.cer", "/ca/a/00.cer", "/ca/a/01.cer", "/ca/a/+1.cer", "/ca/a/.cer", "/ca/a/0",
            "/ca//0.cer",
            "/ca/a/9999999999999999999.cer", "/ca/a/0/0.cer", "/crl/a/b/c/d", "/crl/a%00", "/crl/%ff", "/crl/a%2Fb/c/d",
        ])
    func nothing(path: String) async throws {
        try await withWorld { world in
            let answer = try await world.curl(path)
            #expect(answer.status == 404 && answer.field("Cache-Control") == "no-store")
        }
    }
}
