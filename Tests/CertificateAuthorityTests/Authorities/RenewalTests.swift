import EventLog
import Events
import ManagementAPI
import PKIX
import Storage
import StorageSQLite
import Testing
import TestPKI
import TestSupport
import KeyStore
@testable import CertificateAuthority

@Suite("Renewing a CA") struct RenewalTests {
    @Test("a reissue keeps id and key, so what was issued verifies by the new certificate, and makes it ACTIVE again")
    func reissue() async throws {
        try await withPKI { pki in
            let before = try await pki.createCA("plant", years: 1)
            let leaf = try await pki.certificate("device-1", from: "plant")
            pki.clock.advance(by: .days(360))
            try await pki.database.write { tx in
                _ = try tx.execute("UPDATE ca SET status = 'NEARING_EXPIRATION' WHERE id = 'plant'")
            }
            let head = try await pki.head()
            let after = try await pki.cas.reissue(ca: "plant", ReissueCABody(), by: TestPKI.caller)

            #expect(after.id == "plant" && after.status == .active && after.creationTime == before.creationTime)
            #expect(after.serialNumber != before.serialNumber && after.validTo == before.validTo + .days(360))
            let events = try await pki.events(after: head)
            #expect(events.map(\.type) == ["ca.update.metadata", "ca.update.status"])
            #expect(try events.allSatisfy { try WireJSON.decode(CAPayload.self, from: $0.data) == after })
            let stored = try #require(try await pki.database.read { try $0.certificateAuthority("plant") })
            #expect(stored.dueAt == after.validTo - .days(7))
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                let verdict = try await judges.openssl(leaf.certificate, anchor: after.certificate)
                #expect(verdict.isGood, "\(verdict.text)")
                #expect(try await judges.lint(after.certificate) == [])
            }
            let keys = try await pki.database.read { try $0.issuingKeys() }
            #expect(keys.map(\.generation) == [0])
            #expect(keys.map(\.certificate) == [try after.certificate.der])
            #expect(
                try await pki.cas.certificateHistory(ofCA: "plant").map { [$0.kind.rawValue, $0.serialNumber] }
                    == [["current", after.serialNumber], ["former", before.serialNumber]])
        }
    }

    @Test("a rekey keeps the id; old and new leaves verify from the old anchor and from the new one, over the links")
    func rekeyRoot() async throws {
        try await withPKI { pki in
            let before = try await pki.createCA("plant")
            let old = try await pki.certificate("device-1", from: "plant")
            let head = try await pki.head()
            let after = try await pki.cas.rekey(
                ca: "plant", RekeyCABody(key: KeyBody(type: "ECDSA", bits: 384)), by: TestPKI.caller)
            #expect(after.keyMetadata == KeyMetadata(type: "ECDSA", bits: 384))
            #expect(try await pki.eventTypes(after: head) == ["ca.update.metadata"])
            let new = try await pki.certificate("device-2", from: "plant")
            #expect(new.issuerMetadata.serialNumber == after.serialNumber)

            let history = try await pki.cas.certificateHistory(ofCA: "plant")
            #expect(history.map(\.kind) == [.current, .former, .newWithOld, .oldWithNew])
            let links = history.suffix(2).map(\.certificate)
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                for (leaf, anchor) in [(old, before), (old, after), (new, before), (new, after)] {
                    let verdict = try await judges.openssl(
                        leaf.certificate, anchor: anchor.certificate, untrusted: links)
                    #expect(verdict.isGood, "\(verdict.text)")
                }
                // Without the links each key vouches for its own only.
                #expect(try await judges.openssl(old.certificate, anchor: after.certificate).isGood == false)
                #expect(try await judges.openssl(new.certificate, anchor: before.certificate).isGood == false)
                for each in [after.certificate] + links { #expect(try await judges.lint(each) == []) }
                // strongSwan goes round in circles where both links are at hand: it is given the one that it needs.
                let verdict = try await judges.strongSwan(
                    old.certificate, anchor: after.certificate, untrusted: [links[1]])
                #expect(verdict.isGood, "\(verdict.text)")
            }
            let keys = try await pki.database.read { try $0.issuingKeys() }
            #expect(keys.map(\.generation) == [0, 1])
            #expect(keys.map(\.certificate) == [try before.certificate.der, try after.certificate.der])
            let anchors = try await pki.database.read { try $0.anchors(ofCA: "plant") }
            #expect(anchors == [try after.certificate.der, try before.certificate.der])
            for key in keys {
                let signing = try await pki.cas.signingKey(key)
                #expect(signing.publicKeyInfo == (try ParsedCertificate(der: key.certificate)).publicKeyInfoDER)
            }
        }
    }

    @Test("a CA in the middle is rekeyed under its parent, and a parent above it too")
    func rekeyInside() async throws {
        try await withPKI { pki in
            let oldRoot = try await pki.createCA("root")
            let oldMiddle = try await pki.createCA("middle", under: "root", years: 5)
            let leaf = try await pki.certificate("device-1", from: "middle")
            let newRoot = try await pki.cas.rekey(ca: "root", RekeyCABody(), by: TestPKI.caller)
            let newMiddle = try await pki.cas.rekey(ca: "middle", RekeyCABody(), by: TestPKI.caller)
            #expect(newMiddle.issuerMetadata == IssuerMetadata(serialNumber: newRoot.serialNumber, caID: "root"))
            let newer = try await pki.certificate("device-2", from: "middle")
            let links = try await pki.cas.certificateHistory(ofCA: "root").filter {
                $0.kind != .current && $0.kind != .former
            }
            try await withTemporaryDirectory { folder in
                let judges = Judges(folder: folder, time: pki.clock.now.seconds)
                let between = links.map(\.certificate) + [oldMiddle.certificate, newMiddle.certificate]
                for (certificate, root) in [(leaf, oldRoot), (leaf, newRoot), (newer, oldRoot), (newer, newRoot)] {
                    let verdict = try await judges.openssl(
                        certificate.certificate, anchor: root.certificate, untrusted: between)
                    #expect(verdict.isGood, "\(verdict.text)")
                }
            }
            // Each certificate of the CA is found by its number, and tells which key of the parent signed it.
            let history = try await pki.database.read { try $0.authorityCertificates(ofCA: "middle") }
            #expect(history.map(\.issuerKey) == [0, 1] && history.map(\.issuerID) == ["root", "root"])
            for each in history {
                let owner = try await pki.database.read { try $0.certificateAuthority(withSerial: each.serial) }
                #expect(owner?.id == "middle")
            }
        }
    }

    @Test("a reissue keeps what an imported CA's certificate says, its key identifier too")
    func reissueImported() async throws {
        try await withOutside { pki, folder in
            let outside = try await OutsideAuthority.make(
                "old-plant", in: folder,
                lines: OutsideAuthority.caLines + [
                    "path_len = 1", "subject_key_id = 0102030405060708", "nc_permit_dns = plant.example",
                ])
            let before = try await pki.cas.importCA(
                ImportCABody(id: "old", certificate: try outside.certificate, privateKey: try outside.key),
                by: TestPKI.caller)
            let leaf = try await pki.certificate("device-1", from: "old")
            let after = try await pki.cas.reissue(
                ca: "old", ReissueCABody(validity: .duration(.days(20 * 364))), by: TestPKI.caller)
            let (was, now) = (
                try ParsedCertificate(der: try before.certificate.der),
                try ParsedCertificate(der: try after.certificate.der)
            )
            #expect(now.subjectKeyIdentifier == was.subjectKeyIdentifier && now.subject.der == was.subject.der)
            #expect(now.pathLength == 1)
            #expect(try now.nameConstraints() == was.nameConstraints())
            #expect(try was.nameConstraints() != nil)
            let judges = Judges(folder: folder, time: pki.clock.now.seconds)
            let verdict = try await judges.openssl(leaf.certificate, anchor: after.certificate)
            #expect(verdict.isGood, "\(verdict.text)")
        }
    }

    @Test("another process that knew the old key signs with the new one, unnoticed by who asks")
    func otherProcess() async throws {
        try await withPKI { pki in
            try await pki.createCA("plant")
            let other = CAService(database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall)
            _ = try await other.sign(SignBody(csr: TestRequest("a").encoded), with: "plant", by: TestPKI.caller)
            let early = try await other.issue(
                CertificateRequest(der: TestRequest("b").der), with: "plant", profile: "device", by: TestPKI.caller)
            let after = try await pki.cas.rekey(ca: "plant", RekeyCABody(), by: TestPKI.caller)

            let refusal = await #expect(throws: Refusal.self) {
                try await pki.database.write { tx in try tx.store(early) }
            }
            #expect(refusal?.code == "ca-certificate-superseded")
            let leaf = try await other.sign(
                SignBody(csr: TestRequest("c").encoded), with: "plant", by: TestPKI.caller)
            #expect(leaf.issuerMetadata.serialNumber == after.serialNumber)
            #expect(
                try ParsedCertificate(der: try leaf.certificate.der)
                    .isSigned(by: try ParsedCertificate(der: try after.certificate.der)))
            let stored = try await pki.database.read { snapshot in
                try snapshot.certificate(try SerialNumber(hex: leaf.serialNumber))
            }
            #expect(stored?.issuerKey == 1)
        }
    }

    @Test("a process that knew the CA only by its old certificate goes on past the end of that")
    func pastTheOldEnd() async throws {
        try await withPKI { pki in
            try await pki.createCA("plant", years: 1)
            let other = CAService(database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall)
            _ = try await other.sign(SignBody(csr: TestRequest("a").encoded), with: "plant", by: TestPKI.caller)
            _ = try await pki.cas.reissue(
                ca: "plant", ReissueCABody(validity: .duration(.days(2000))), by: TestPKI.caller)
            pki.clock.advance(by: .days(400))
            let leaf = try await other.sign(
                SignBody(csr: TestRequest("b").encoded), with: "plant", by: TestPKI.caller)
            #expect(leaf.validFrom < pki.clock.now && leaf.validTo > pki.clock.now)
        }
    }

    @Test("is refused where the CA ended, would end earlier, would outlive its parent, or has no key here")
    func refusals() async throws {
        try await withOutside { pki, folder in
            try await pki.createCA("root", years: 2)
            try await pki.createCA("below", under: "root", years: 1)
            try await pki.createCA("gone")
            _ = try await pki.cas.updateStatus(
                of: "gone", to: CertificateStatusBody(status: .revoked), by: TestPKI.caller)
            let outside = try await OutsideAuthority.make("bought", in: folder)
            _ = try await pki.cas.importCA(
                ImportCABody(id: "bought", certificate: try outside.certificate), by: TestPKI.caller)
            let head = try await pki.head()
            let cases: [(String, Validity?, String)] = [
                ("gone", nil, "ca-revoked"), ("bought", nil, "issuer-not-here"),
                ("below", .duration(.days(3 * 364)), "validity-exceeds-parent"),
                ("below", .duration(.days(-1)), "validity-not-possible"),
            ]
            for (id, validity, code) in cases {
                let reissue = await #expect(throws: Refusal.self) {
                    try await pki.cas.reissue(ca: id, ReissueCABody(validity: validity), by: TestPKI.caller)
                }
                let rekey = await #expect(throws: Refusal.self) {
                    try await pki.cas.rekey(ca: id, RekeyCABody(validity: validity), by: TestPKI.caller)
                }
                #expect(reissue?.code == code && rekey?.code == code)
            }
            let shorter = await #expect(throws: Refusal.self) {
                try await pki.cas.reissue(
                    ca: "below", ReissueCABody(validity: .duration(.days(30))), by: TestPKI.caller)
            }
            #expect(shorter?.code == "validity-shorter")
            pki.clock.advance(by: .days(800))
            let ended = await #expect(throws: Refusal.self) {
                try await pki.cas.reissue(ca: "root", ReissueCABody(), by: TestPKI.caller)
            }
            #expect(ended?.code == "ca-outside-validity")
            #expect(try await pki.head() == head)
        }
    }

    @Test("its certificate says where its parent's present key tells of it, and its links say nothing of that")
    func validationAddresses() async throws {
        try await withPKI { pki in
            let cas = CAService(
                database: pki.database, keyStore: pki.keyStore, clock: pki.clock.wall,
                configuration: .init(validationPoints: { ValidationPoints(base: "http://pki.example") }))
            try await pki.createCA("root")
            try await pki.createCA("below", under: "root", years: 5)
            _ = try await cas.rekey(ca: "root", RekeyCABody(), by: TestPKI.caller)
            let below = try await cas.rekey(ca: "below", RekeyCABody(), by: TestPKI.caller)
            let addresses = try ParsedCertificate(der: try below.certificate.der).extensions
                .value(.crlDistributionPoints)
            #expect(String(decoding: addresses ?? [], as: UTF8.self).contains("http://pki.example/crl/root/1.crl"))
            let links = try await cas.certificateHistory(ofCA: "below").filter {
                $0.kind == .newWithOld || $0.kind == .oldWithNew
            }
            for link in links {
                let extensions = try ParsedCertificate(der: try link.certificate.der).extensions
                #expect(extensions.value(.crlDistributionPoints) == nil)
            }
            #expect(links.count == 2)
        }
    }

    @Test("what a CA was told under its former certificate is not stored under the new one")
    func twoAtOnce() async throws {
        try await withPKI { pki in
            try await pki.createCA("plant")
            let results = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        (try? await pki.cas.rekey(ca: "plant", RekeyCABody(), by: TestPKI.caller)) != nil
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            let done = results.filter { $0 }.count
            let ca = try #require(try await pki.database.read { try $0.certificateAuthority("plant") })
            let history = try await pki.database.read { try $0.authorityCertificates(ofCA: "plant") }
            let keys = try await pki.database.read { try $0.query("SELECT id FROM software_key").count }
            #expect(done >= 1 && ca.keyGeneration == done && history.map(\.keyGeneration) == Array(0...done))
            // Those that came too late left no key behind.
            #expect(keys == done + 1)
        }
    }
}
