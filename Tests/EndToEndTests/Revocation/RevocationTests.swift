import Foundation
import TestSupport
import Testing

@Suite("Revocation, as a relying party sees it", .liveServer())
struct RevocationTests {
    private static let revoked = "error 23 at 0 depth lookup: certificate revoked"

    @Test(
        "reaches OCSP, the list and the delta by the addresses that stand in the certificate",
        arguments: Walk.Kind.allCases)
    func leaf(of kind: Walk.Kind) async throws {
        try await withTemporaryDirectory { folder in
            let walk = try await Walk.start(kind, "leaf-\(kind)", in: folder)
            let (kept, lost) = (try await walk.leaf("kept").certificate, try await walk.leaf("lost"))
            for certificate in [kept, lost.certificate] {
                try await walk.party.expect("good", of: certificate)
                try await walk.expect("OK", of: certificate)
            }
            let before = try await walk.party.lists(for: lost.certificate)
            try await walk.server.revoke(lost.serial)
            try await walk.party.expect("revoked keyCompromise", of: lost.certificate)
            try await walk.expect(Self.revoked, of: lost.certificate)
            try await walk.party.expect("good", of: kept)
            try await walk.expect("OK", of: kept)
            try await expectDelta(to: before, tellsOf: lost.certificate, but: kept, kind, walk)
            try await expectIssuer(of: kept, walk)
            try await walk.lint(atLeast: 12)
        }
    }

    /// Who holds lists from before the revocation hears of it by the delta that they name.
    private func expectDelta(
        to lists: [String], tellsOf lost: String, but kept: String, _ kind: Walk.Kind, _ walk: Walk
    ) async throws {
        guard let address = try await Points(ofList: lists[0]).freshestCRL else {
            #expect(kind == .divided, "the parts of a list have no deltas")
            return
        }
        #expect(kind != .divided)
        #expect(try await walk.party.verdict(of: lost, lists: lists) == "OK\n", "it cannot know yet")
        let delta = try await walk.party.list(at: address)
        let verdict = try await walk.party.verdict(of: lost, lists: lists, deltas: [delta])
        #expect(verdict.contains(Self.revoked), "\(verdict)")
        #expect(try await walk.party.verdict(of: kept, lists: lists, deltas: [delta]) == "OK\n")
    }

    private func expectIssuer(of certificate: String, _ walk: Walk) async throws {
        let address = try #require(try await Points(of: certificate).caIssuers)
        let der = try await Curl.send(address).body
        let pem = try await Command.check("openssl", ["x509", "-inform", "DER"], stdin: der).stdout
        #expect(try pem == RelyingParty.bytes(walk.party.chain[0]))
    }

    @Test("of a subordinate CA reaches the root's list and OCSP; deleted, its last list is still there for good")
    func subordinate() async throws {
        try await withTemporaryDirectory { folder in
            let walk = try await Walk.start(.subordinate, "fallen", in: folder)
            let (leaf, ca) = (try await walk.leaf("leaf").certificate, walk.party.chain[0])
            let above = RelyingParty(folder: folder, chain: [walk.party.chain[1]])
            try await above.expect("good", of: ca)
            try await walk.expect("OK", of: leaf)
            let before = try await walk.party.lists(for: leaf)
            try await walk.server.revokeCA("fallen", "CACompromise")
            try await above.expect("revoked cACompromise", of: ca)
            try await Walk(server: walk.server, ca: "fallen", party: above).expect(Self.revoked, of: ca)
            try await walk.expect(Self.revoked, of: leaf)
            let root = try await above.lists(for: ca)
            let verdict = try await walk.party.verdict(of: leaf, lists: [before[0]] + root)
            #expect(verdict.contains("error 23 at 1 depth"), "also to who has only the root's new list: \(verdict)")
            // What went down with it, told by the key of the CA itself, since it can delegate no more.
            let reason = try await walk.party.status(of: leaf, .without)
            #expect(reason.hasPrefix("revoked"), "\(reason)")

            try await walk.server.call("DELETE", "/v1/cas/fallen")
            let address = try #require(try await Points(of: leaf).crl)
            let end = try await eventually("the last list") {
                let list = try await walk.party.list(at: address)
                let end = try await Command.check("openssl", ["crl", "-in", list, "-noout", "-nextupdate"]).text
                return end.contains(" 9999 ") ? end : nil
            }
            #expect(end == "nextUpdate=Dec 31 23:59:59 9999 GMT\n")
            #expect(try await walk.party.status(of: leaf, .with) == "Responder Error: unauthorized (6)")
            #expect(try await above.status(of: ca, .with) == "revoked cACompromise")
            let (count, findings) = try await Linter(folder: folder).findings()
            #expect(findings == [] && count > 8)
        }
    }

    @Test("speaks for both keys of a CA that was rekeyed")
    func rekeyed() async throws {
        try await withTemporaryDirectory { folder in
            let walk = try await Walk.start(.subordinate, "rekeyed", in: folder)
            let old = try await walk.leaf("old")
            try await walk.server.call("POST", "/v1/cas/rekeyed/rekey", [:])
            let chain = [try await walk.server.certificate(ofCA: "rekeyed", in: folder), walk.party.chain[1]]
            let after = Walk(server: walk.server, ca: "rekeyed", party: RelyingParty(folder: folder, chain: chain))
            let new = try await after.leaf("new")
            for (walk, leaf) in [(walk, old), (after, new)] {
                try await walk.party.expect("good", of: leaf.certificate)
                try await walk.expect("OK", of: leaf.certificate)
                try await walk.server.revoke(leaf.serial, "Superseded")
                try await walk.party.expect("revoked superseded", of: leaf.certificate)
                try await walk.expect(Self.revoked, of: leaf.certificate)
            }
            #expect(try await Points(of: old.certificate).crl != Points(of: new.certificate).crl)
            try await after.lint(atLeast: 16)
        }
    }
}
