import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import TestSupport
import Testing
import ValidationHTTP

@Suite("What caches are told", .timeLimit(.minutes(5)))
struct CacheTests {
    private let list = ScriptedSource(
        lists: [
            "crl/plant/0.crl": answer([1, 2, 3]), "crl/plant/0-delta.crl": answer([4], for: 3_600 + 60),
            "crl/old.crl": answer([5], for: 60), "crl/plant/0/17.crl": answer([6]),
            "crl/tagged.crl": ValidationAnswer(body: [7], thisUpdate: now, nextUpdate: now + 9, tag: "v7"),
            "ca/plant": answer([8, 9]), "crl/long.crl": answer([UInt8](repeating: 7, count: 5 << 20)),
        ])

    private static let formats = "%a, %d %b %Y %H:%M:%S GMT"

    private func date(_ seconds: Int64) async throws -> String {
        let arguments = ["LC_ALL=C", "date", "-u", "-d", "@\(seconds)", "+\(Self.formats)"]
        return try await Command.check("/usr/bin/env", arguments).text.trimmingCharacters(in: .newlines)
    }

    @Test("is when a list was made, until when it is true, and no more than an hour of keeping it")
    func fields() async throws {
        let (made, until, sent) = (try await date(now - 3_600), try await date(now + 82_800), try await date(now))
        try await withWorld(list) { world in
            let answer = try await world.curl("/crl/plant/0.crl")
            #expect(answer.status == 200 && answer.body == [1, 2, 3])
            #expect(answer.field("Content-Type") == "application/pkix-crl")
            #expect(answer.field("Date") == sent)
            #expect(answer.field("Last-Modified") == made)
            #expect(answer.field("Expires") == until)
            #expect(answer.field("Cache-Control") == "max-age=3600, public, no-transform, must-revalidate")
            let digest = try await Command.check(
                "openssl", ["dgst", "-sha256", "-r", try world.folder.write("body", answer.body)])
            #expect(answer.field("ETag") == "\"\(digest.text.prefix(32))\"")
            #expect(world.counted.all == ["crl 200"])
        }
    }

    @Test("is never longer than the answer is true")
    func short() async throws {
        try await withWorld(list) { world in
            let answer = try await world.curl("/crl/plant/0-delta.crl")
            #expect(answer.field("Cache-Control")?.hasPrefix("max-age=60,") == true)
        }
    }

    @Test("is to keep nothing that is past, an error, or an answer to one client")
    func nothingKept() async throws {
        try await withWorld(list) { world in
            for answer in [
                try await world.curl("/crl/old.crl"), try await world.post([1]), try await world.curl("/crl/broken"),
            ] {
                #expect(answer.field("Cache-Control") == "no-store")
                #expect(answer.field("ETag") == nil && answer.field("Expires") == nil)
            }
            #expect(world.counted.all == ["crl 200", "ocsp 200", "crl 500"])
        }
    }

    @Test("by the source is its own tag")
    func ownTag() async throws {
        try await withWorld(list) { world in
            let first = try await world.curl("/crl/tagged.crl")
            #expect(first.field("ETag") == "\"v7\"")
            let second = try await world.curl("/crl/tagged.crl", ["-H", "If-None-Match: \"x\", W/\"v7\""])
            #expect(second.status == 304)
        }
    }

    @Test("for the certificate of a key is of that key, and of the present one where none is named")
    func certificateOfKey() async throws {
        let answers = ["ca/plant": [1], "ca/plant/0": [2], "ca/plant/12": [3]].mapValues { ValidationAnswer(body: $0) }
        try await withWorld(ScriptedSource(lists: answers)) { world in
            for (path, body) in [("plant", 1), ("plant/0", 2), ("plant/12", 3)] as [(String, UInt8)] {
                let answer = try await world.curl("/ca/\(path).cer")
                #expect(answer.status == 200 && answer.body == [body])
                #expect(answer.field("Content-Type") == "application/pkix-cert")
            }
            #expect(try await world.curl("/ca/plant/1.cer").status == 404)
        }
    }

    @Test("a second time is that nothing changed")
    func conditional() async throws {
        try await withWorld(list) { world in
            let first = try await world.curl("/ca/plant.cer")
            #expect(first.status == 200 && first.field("Content-Type") == "application/pkix-cert")
            let tag = try #require(first.field("ETag"))
            let made = try #require(first.field("Last-Modified"))
            for (condition, status) in [
                ("If-None-Match: \(tag)", 304), ("If-None-Match: *", 304), ("If-None-Match: \"other\"", 200),
                ("If-Modified-Since: \(made)", 304), ("If-Modified-Since: Tue, 14 Nov 2023 21:13:19 GMT", 200),
                ("If-Modified-Since: yesterday", 200), ("If-None-Match: garbage", 200),
            ] {
                let again = try await world.curl("/ca/plant.cer", ["-H", condition])
                #expect(again.status == status && again.body == (status == 200 ? [8, 9] : []), "\(condition)")
                #expect(again.field("ETag") == tag && again.field("Expires") != nil)
            }
            // The tag is stronger than the date (RFC 9110, section 13.2.2).
            let both = ["-H", "If-None-Match: \"other\"", "-H", "If-Modified-Since: \(made)"]
            #expect(try await world.curl("/ca/plant.cer", both).status == 200)
        }
    }

    @Test("with HEAD is all but the body")
    func head() async throws {
        try await withWorld(list) { world in
            let answer = try await world.curl("/crl/plant/0/17.crl", ["--head"])
            #expect(answer.status == 200 && answer.field("Content-Length") == "1")
            #expect(answer.field("ETag") != nil)
        }
    }

    @Test("does not keep another client from reading: a long list arrives whole, over one connection with others")
    func longList() async throws {
        try await withWorld(list) { world in
            for path in ["crl/plant/0.crl", "crl/long.crl", "crl/plant/0.crl"] {
                let answer = try await HTTPClient.shared.execute(
                    HTTPClientRequest(url: "\(world.origin)/\(path)"), timeout: .seconds(30))
                let body = try await answer.body.collect(upTo: 8 << 20)
                #expect(answer.status == .ok)
                #expect(body.readableBytes == (path == "crl/long.crl" ? 5 << 20 : 3))
            }
        }
    }
}
