import Foundation
import TestSupport
import Testing

@Suite("The lists of a server that is started again")
struct RevocationRestartTests {
    @Test("go on counting, tell of what they told before, and still speak for certificates with the old address")
    func numbers() async throws {
        try await withTemporaryDirectory { folder in
            let before = try await withLiveServer(in: folder) { server in
                let walk = try await Walk.start(.subordinate, "lasting", on: server, in: folder)
                let (first, second) = (try await walk.leaf("first"), try await walk.leaf("second"))
                try await server.revoke(first.serial)
                try await walk.expect("certificate revoked", of: first.certificate)
                let list = try #require(try await walk.party.lists(for: first.certificate).first)
                return Before(
                    walk: walk, first: first, second: second, number: try await Self.number(of: list),
                    validation: try server.validation())
            }
            try await withLiveServer(in: folder) { server in
                try await server.revoke(before.second.serial, "Superseded")
                let (now, party) = (try server.validation(), before.walk.party)
                let addresses = try await [before.second.certificate, party.chain[0]].asyncMap {
                    try #require(try await Points(of: $0).crl).replacing(before.validation, with: now)
                }
                for leaf in [before.first, before.second] {
                    _ = try await eventually("\(leaf.certificate) is in the list") {
                        let lists = try await addresses.asyncMap(party.list)
                        let verdict = try await party.verdict(of: leaf.certificate, lists: lists)
                        return verdict.contains("error 23 at 0 depth") ? true : nil
                    }
                }
                #expect(try await Self.number(of: try await party.list(at: addresses[0])) > before.number)
                let status = try await party.status(of: before.second.certificate, .with, at: "\(now)/ocsp")
                #expect(status == "revoked superseded")
            }
        }
    }

    private struct Before: Sendable {
        let walk: Walk
        let first: Identity
        let second: Identity
        let number: Int
        let validation: String
    }

    private static func number(of list: String) async throws -> Int {
        let text = try await Command.check("openssl", ["crl", "-in", list, "-noout", "-crlnumber"]).text
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "x").last ?? ""
        return try #require(Int(digits.drop { !$0.isHexDigit }, radix: 16))
    }
}
