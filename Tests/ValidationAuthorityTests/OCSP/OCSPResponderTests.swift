import Events
import ManagementAPI
import PKIX
import Storage
import Testing
import TestPKI
@testable import CertificateAuthority
@testable import ValidationAuthority
import TestSupport

@Suite("The OCSP responder")
struct OCSPResponderTests {
    @Test("says good, revoked with time and reason, on hold, and good again after a release")
    func statuses() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            #expect(try await desk.status(leaf) == .good)
            try await desk.revoke(leaf, .certificateHold)
            #expect(try await desk.status(leaf) == .revoked(time: pki.clock.now.seconds, reason: 6))
            _ = try await pki.cas.updateCertificateStatus(
                of: leaf, to: CertificateStatusBody(status: .active), by: TestPKI.caller)
            #expect(try await desk.status(leaf) == .good)
            try await desk.revoke(leaf, .unspecified)
            #expect(try await desk.status(leaf) == .revoked(time: pki.clock.now.seconds, reason: nil))
        }
    }

    @Test("says unknown of what its CA never signed, also if another CA did")
    func unknown() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "root").serialNumber
            #expect(try await desk.status(leaf, by: "root") == .good)
            #expect(try await desk.status(leaf, by: "issuing") == .unknown)
            #expect(try await desk.status("0a-b1") == .unknown)
            let answer = await desk.responder.answer(try await desk.request("0a-b1"))
            #expect(!answer.isCacheable && answer.nextUpdate == pki.clock.now.seconds + 300)
        }
    }

    @Test("speaks of CAs below a CA, and of a root by itself")
    func authorities() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let issuing = try await pki.cas.ca("issuing").serialNumber
            let root = try await pki.cas.ca("root").serialNumber
            #expect(try await desk.status(issuing, by: "root") == .good)
            #expect(try await desk.status(root, by: "root") == .good)
            #expect(try await desk.status(issuing, by: "issuing") == .unknown)
            try await desk.revokeCA("issuing", .cessationOfOperation)
            #expect(try await desk.status(issuing, by: "root") == .revoked(time: pki.clock.now.seconds, reason: 5))
        }
    }

    @Test("answers several certificates of one issuer, each with its status, in their order")
    func several() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let good = try await pki.certificate("a", from: "issuing").serialNumber
            let bad = try await pki.certificate("b", from: "issuing").serialNumber
            try await desk.revoke(bad, .keyCompromise)
            let ids = [
                try await desk.id(good, .sha256), try await desk.id("01"), try await desk.id(bad, .sha384),
            ]
            let answer = await desk.responder.answer(OCSPRequest.encode(ids, nonce: [7]))
            let basic = try await desk.check(answer)
            #expect(basic.responses.map(\.certificateID) == ids && basic.nonce == [7])
            #expect(
                basic.responses.map(\.status)
                    == [.good, .unknown, .revoked(time: pki.clock.now.seconds, reason: 1)])
        }
    }

    @Test("is not authorised to speak for another CA, nor for two at once")
    func unauthorized() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let stranger = OCSPCertificateID(
                issuerNameDER: Name(commonName: "stranger").der, publicKeyBits: [1, 2, 3],
                serial: try SerialNumber(hex: "01"))
            let own = try await desk.id("01")
            let requests = [[stranger], [own, stranger], [own, try await desk.id("01", by: "root")]]
            for ids in requests {
                let answer = await desk.responder.answer(OCSPRequest.encode(ids))
                #expect(answer.der == [0x30, 0x03, 0x0a, 0x01, 0x06] && !answer.isCacheable)
            }
            // Also once its memory is in use.
            try await desk.responder.follow()
            for ids in requests + requests {
                #expect(await desk.responder.answer(OCSPRequest.encode(ids)).der.last == 6)
            }
        }
    }

    @Test("is not authorised to speak for a CA whose key is not here, nor for one that was deleted")
    func keyless() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            try await pki.createCA("external")
            try await pki.createCA("deleted")
            let requests = [
                try await desk.request("01", by: "external"), try await desk.request("01", by: "deleted"),
            ]
            for request in requests { #expect(await desk.responder.answer(request).nextUpdate != nil) }
            try await desk.database.write { tx in
                try tx.execute("UPDATE ca SET key_id = NULL WHERE id = \("external")")
                try tx.execute("UPDATE ca_certificate SET key_id = NULL WHERE ca_id = \("external")")
                try tx.execute("UPDATE ca SET deleted_at = \(1) WHERE id = \("deleted")")
            }
            for request in requests { #expect(await desk.responder.answer(request).der.last == 6) }
        }
    }

    @Test("keeps apart what the keys of a CA signed, each with a signer of its own")
    func generations() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let old = try await pki.certificate("a", from: "issuing").serialNumber
            #expect(try await desk.status(old) == .good)
            let former = try await desk.issuer()
            _ = try await pki.cas.rekey(ca: "issuing", RekeyCABody(), by: TestPKI.caller)
            let renewed = try await pki.certificate("b", from: "issuing").serialNumber
            // The default is to ask in the name of the present key.
            #expect(try await desk.status(old) == .unknown)
            #expect(try await desk.status(renewed) == .good)
            let question = OCSPCertificateID(
                issuerNameDER: former.subject.der, publicKeyBits: former.publicKey.bits,
                serial: try SerialNumber(hex: old), hash: .sha256)
            let answer = await desk.responder.answer(OCSPRequest.encode([question], nonce: nil))
            let response = try ParsedOCSPResponse(der: answer.der)
            let signer = try ParsedCertificate(der: try #require(response.basic?.certificates.first))
            #expect(response.basic?.responses.map(\.status) == [.good])
            #expect(response.isSigned(by: signer) && signer.isSigned(by: former))
            #expect(Set(try await desk.signers()).count == 2)
        }
    }

    @Test("is not authorised to do what a critical extension that it does not know demands")
    func criticalExtension() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let plain = try await desk.request("01", nonce: [1])
            // The nonce's identifier becomes an unknown one, and its value makes room for the critical flag.
            let nonce: [UInt8] = [0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x02, 0x04, 0x03, 0x04, 0x01, 0x01]
            let critical: [UInt8] = [
                0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x63, 0x01, 0x01, 0xff, 0x04, 0x00,
            ]
            let start = try #require(plain.indices.first { plain[$0...].starts(with: nonce) })
            var request = plain
            request.replaceSubrange(start..<start + nonce.count, with: critical)
            #expect(await desk.responder.answer(request).der.last == 6)
            #expect(try ParsedOCSPResponse(der: await desk.responder.answer(plain).der).status == .successful)
        }
    }

    @Test("looks a certificate up by an index, never by a scan")
    func queryPlan() async throws {
        try await withPKI { pki in
            let plans = try await OCSPDesk(pki).database.read { snapshot in
                let serial: [UInt8] = [1]
                let statements: [SQL] = [
                    """
                    EXPLAIN QUERY PLAN SELECT status, revoked_at, revocation_reason FROM certificate
                    WHERE serial = \(serial) AND ca_id = \("a") AND issuer_key = \(0)
                    """,
                    """
                    EXPLAIN QUERY PLAN SELECT status, revoked_at, revocation_reason FROM ca
                    WHERE serial = \(serial) AND issuer_key = \(0)
                        AND (parent_id = \("a") OR (id = \("a") AND issuer_serial = serial))
                    """,
                ]
                return try statements.flatMap { try snapshot.query($0) }.map { try $0.text(3) }
            }
            #expect(plans.count == 2 && plans.allSatisfy { $0.contains("USING INDEX") && $0.contains("serial") })
        }
    }

    @Test("whatever comes in gives a well-formed answer, and no failure of ours")
    func fuzz() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let original = try await desk.request(leaf, nonce: [1, 2, 3, 4])
            try await desk.responder.follow()
            var generator = SplitMix(seed: 5019)
            var statuses: [OCSPResponseStatus: Int] = [:]
            for round in 0..<2_000 {
                let bytes = generator.mutate(original, round)
                let answer = await desk.responder.answer(bytes)
                statuses[try ParsedOCSPResponse(der: answer.der).status, default: 0] += 1
            }
            #expect(statuses[.internalError] == nil && statuses[.tryLater] == nil)
            #expect(statuses.keys.count == 3, "successful, malformedRequest and unauthorized all occur")
        }
    }
}

/// The same numbers from the same seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var word = state
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return word ^ (word >> 31)
    }

    mutating func mutate(_ original: [UInt8], _ round: Int) -> [UInt8] {
        var bytes = original
        let at = Int.random(in: 0..<bytes.count, using: &self)
        switch round % 5 {
        case 0: bytes[at] = UInt8.random(in: 0...255, using: &self)
        case 1: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &self)
        case 2: bytes.removeSubrange(at..<min(bytes.count, at + 1 + round % 9))
        case 3: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 3)], at: at)
        default: bytes = (0..<at).map { _ in UInt8.random(in: 0...255, using: &self) }
        }
        return bytes
    }
}
