import EventLog
import Events
import KeyStore
import ManagementAPI
import PKIX
import Storage
import Testing
import TestPKI
@testable import CertificateAuthority
@testable import ValidationAuthority

@Suite("A delegated OCSP signer")
struct OCSPSignerTests {
    @Test("is issued on first need, once, as a certificate of its CA with its event")
    func firstNeed() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let before = try await pki.head()
            #expect(try await desk.status(leaf) == .good)
            #expect(try await desk.status(leaf, nonce: [1]) == .good)
            let events = try await pki.events(after: before)
            #expect(events.map(\.type) == ["ca.sign-certificate"] && events[0].actor == "ocsp-responder")
            let serial = try #require(try await desk.signers().first)
            let payload = try await pki.cas.certificate(serial)
            #expect(events[0].subject == "certificate/\(serial)" && payload.issuerMetadata.caID == "issuing")
            #expect(payload.type == .managed && payload.engineID == pki.keyStore.engineID)
            #expect(payload.subject.commonName == "issuing OCSP")
            let certificate = try ParsedCertificate(der: payload.certificate.der)
            #expect(certificate.notAfter == pki.clock.now.seconds + 30 * 86_400)
            #expect(certificate.keyUsage == .digitalSignature && !certificate.isCA)
            #expect(certificate.extensions.value(.ocspNoCheck) == [5, 0])
        }
    }

    @Test("is replaced when two thirds of its life are over, and not before", arguments: [false, true])
    func renewal(follows: Bool) async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            if follows { try await desk.responder.follow() }
            _ = try await desk.status(leaf)
            let first = try await desk.signers()
            pki.clock.advance(by: .days(19))
            if follows { try await desk.responder.follow() }
            #expect(try await desk.status(leaf) == .good)
            #expect(try await desk.signers() == first)
            pki.clock.advance(by: .days(1))
            if follows { try await desk.responder.follow() }
            #expect(try await desk.status(leaf) == .good)
            let second = try await desk.signers()
            #expect(second.count == 1 && second != first)
            #expect(try await desk.status(leaf, nonce: [1]) == .good)
            #expect(try await desk.signers() == second)
        }
    }

    @Test("is one, however many requests and servers need it at once")
    func once() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let responders = [desk.responder, OCSPDesk.responder(pki), OCSPDesk.responder(pki)]
            let before = try await pki.head()
            let request = try await desk.request(leaf, nonce: [9])
            let signers = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
                for round in 0..<30 {
                    group.addTask {
                        let answer = await responders[round % 3].answer(request)
                        return try await desk.check(answer).certificates
                    }
                }
                return try await group.reduce(into: Set<[[UInt8]]>()) { $0.insert($1) }
            }
            #expect(signers.count == 1)
            // Of the root, of the CA, of its one signer: those who were slower left none behind.
            #expect(try await desk.keys().count == 3)
            #expect(try await pki.eventTypes(after: before) == ["ca.sign-certificate"])
        }
    }

    @Test("that is revoked itself is replaced")
    func revoked() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            try await desk.responder.follow()
            let before = await desk.responder.answer(try await desk.request(leaf))
            let first = try await desk.signers()
            try await desk.revoke(first[0], .keyCompromise)
            try await desk.responder.follow()
            let after = await desk.responder.answer(try await desk.request(leaf))
            #expect(try await desk.check(after).certificates != desk.check(before).certificates)
            #expect(try await desk.signers() != first)
        }
    }

    @Test("ends with its CA; then, and when the CA is revoked, the CA's own key answers")
    func ownKey() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            try await pki.createCA("short", years: 1)
            let leaf = try await pki.certificate("a", from: "short").serialNumber
            pki.clock.advance(by: .days(350))
            let answer = await desk.responder.answer(try await desk.request(leaf, by: "short"))
            let signer = try ParsedCertificate(
                der: try #require(try await desk.check(answer, by: "short").certificates.first))
            #expect(signer.notAfter == (try await desk.issuer("short")).notAfter)
            let made = try await desk.signers()
            pki.clock.advance(
                by: WireDuration(milliseconds: signer.notAfter * 1000 - 1_000 - pki.clock.now.milliseconds))
            #expect(try await desk.status(leaf, by: "short") == .good)
            #expect(try await desk.signers() == made, "no other could live longer")
            pki.clock.advance(by: .days(2))
            let late = await desk.responder.answer(try await desk.request(leaf, by: "short"))
            let basic = try await desk.check(late, by: "short")
            #expect(basic.certificates.isEmpty && basic.responses[0].status == .good)

            let other = try await pki.certificate("b", from: "issuing").serialNumber
            #expect(try await desk.status(other) == .good)
            try await desk.revokeCA("issuing", .keyCompromise)
            let last = await desk.responder.answer(try await desk.request(other))
            let lastBasic = try await desk.check(last)
            #expect(lastBasic.certificates.isEmpty)
            #expect(lastBasic.responses[0].status == .revoked(time: pki.clock.now.seconds, reason: 2))
        }
    }

    @Test("is not stored for a CA that is being revoked, or was deleted meanwhile: the CA's own key answers")
    func closing() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("a", from: "issuing").serialNumber
            let key = try #require(try await desk.database.read { try $0.issuingKey(ofCA: "issuing", generation: 0) })
            let signer = try await pki.cas.issueOCSPSigner(under: key, validity: .days(30), by: TestPKI.caller)
            for column: SQL in ["closing_at", "deleted_at"] {
                try await desk.database.write { tx in
                    try tx.execute("UPDATE ca SET closing_at = NULL, deleted_at = NULL WHERE id = \("issuing")")
                    try tx.execute("UPDATE ca SET \(column) = \(1) WHERE id = \("issuing")")
                }
                let head = try await pki.head()
                await #expect(throws: Refusal.self) { try await desk.database.write { try $0.store(signer) } }
                #expect(try await pki.head() == head)
                if column == "closing_at" {
                    let keys = try await desk.keys()
                    let answer = await desk.responder.answer(try await desk.request(leaf))
                    #expect(try await desk.check(answer).certificates.isEmpty)
                    #expect(try await desk.keys() == keys)
                }
            }
        }
    }

    @Test("that was replaced keeps its key until a day after its end: another server may sign with it until then")
    func formerKeys() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let own = try await desk.keys()
            _ = try await desk.status(leaf)
            let first = try await desk.keys().subtracting(own)
            pki.clock.advance(by: .days(20))
            _ = try await desk.status(leaf)
            let both = try await desk.keys()
            #expect(first.count == 1 && first.isSubset(of: both))
            pki.clock.advance(by: .days(10))
            pki.clock.advance(by: .seconds(86_000))
            await desk.responder.signers.dropEndedKeys(at: pki.clock.now)
            let kept = try await desk.keys()
            #expect(first.isSubset(of: kept))
            pki.clock.advance(by: .days(10))
            // The next renewal finds the key of the signer before the last.
            _ = try await desk.status(leaf)
            let left = try await desk.keys().subtracting(own)
            #expect(left.count == 2 && left.isDisjoint(with: first))
            #expect(try await desk.status(leaf, nonce: [1]) == .good)
            #expect(try await desk.signers().count == 1)
        }
    }

    @Test("that nobody replaces is forgotten with its key after its end, and made anew when it is needed")
    func lastKey() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let leaf = try await pki.certificate("pump-1", from: "issuing").serialNumber
            let own = try await desk.keys()
            _ = try await desk.status(leaf)
            pki.clock.advance(by: .days(32))
            await desk.responder.signers.dropEndedKeys(at: pki.clock.now)
            #expect(try await desk.keys() == own)
            #expect(try await desk.signers() == [])
            #expect(try await desk.status(leaf) == .good)
        }
    }

    @Test("never answers beyond its own end")
    func nextUpdate() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki) { $0.validity = .days(60) }
            let leaf = try await pki.certificate("a", from: "issuing").serialNumber
            let answer = await desk.responder.answer(try await desk.request(leaf))
            #expect(answer.nextUpdate == pki.clock.now.seconds + 30 * 86_400)
        }
    }

    @Test("of a CA with the longest of names has a name that fits")
    func longName() async throws {
        try await withPKI { pki in
            let desk = try await OCSPDesk(pki)
            let name = String(repeating: "ü", count: 64)
            let body = CreateCABody(
                id: "long", subject: SubjectBody(commonName: name), key: KeyBody(type: "ECDSA", bits: 256),
                validity: .duration(.days(364)), issuanceExpiration: .duration(.days(10)))
            _ = try await pki.cas.create(body, by: TestPKI.caller)
            let basic = try await desk.check(
                await desk.responder.answer(try await desk.request("01", by: "long")), by: "long")
            let signer = try ParsedCertificate(der: try #require(basic.certificates.first))
            #expect(throws: Never.self) { try signer.subject.requireBounds() }
            #expect(signer.subject.commonName?.hasSuffix(" OCSP") == true)
        }
    }
}
